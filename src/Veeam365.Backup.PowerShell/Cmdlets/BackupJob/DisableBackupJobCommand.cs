using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Keeps jobs from being started, except with -Force.</summary>
/// <remarks>
/// <para>A running session goes on: stop it with Stop-BackupJob.</para>
/// </remarks>
/// <example>
/// <code>Disable-BackupJob Daily</code>
/// <para>Disables a job.</para>
/// </example>
/// <example>
/// <code>Get-BackupJob | Disable-BackupJob -PassThru</code>
/// <para>Disables all jobs, for instance while a repository is moved.</para>
/// </example>
/// <seealso cref="StopBackupJobCommand"/>
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
