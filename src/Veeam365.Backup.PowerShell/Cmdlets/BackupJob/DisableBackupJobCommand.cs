using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Keeps jobs from being started, except with -Force. A running session goes on.</summary>
[Cmdlet(VerbsLifecycle.Disable, "BackupJob", SupportsShouldProcess = true)]
[OutputType(typeof(BackupJobView))]
public sealed class DisableBackupJobCommand : JobCmdlet
{
    /// <summary>Writes the changed job.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(BackupJob job, CancellationToken cancellationToken)
    {
        if (!await Output.ConfirmAsync(job.Name, "Disable job").ConfigureAwait(false))
            return;
        BackupJob changed = job with { IsEnabled = false };
        await new JobOperations(Services).SetAsync(changed, cancellationToken).ConfigureAwait(false);
        if (PassThru)
            Output.Write(await Views.JobAsync(changed, cancellationToken).ConfigureAwait(false));
    }
}
