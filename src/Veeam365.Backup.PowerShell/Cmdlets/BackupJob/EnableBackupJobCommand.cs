using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Lets disabled jobs be started again.</summary>
/// <remarks>
/// <para>A job that is enabled already stays so.</para>
/// </remarks>
/// <example>
/// <code>Enable-BackupJob Daily</code>
/// <para>Enables a job.</para>
/// </example>
/// <example>
/// <code>Get-BackupJob | Where-Object IsEnabled -EQ $false | Enable-BackupJob -PassThru</code>
/// <para>Enables all that are disabled, and shows them.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Enable, "BackupJob", SupportsShouldProcess = true)]
[OutputType(typeof(BackupJobView))]
public sealed class EnableBackupJobCommand : JobCmdlet
{
    /// <summary>Writes the changed job.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(BackupJob job, CancellationToken cancellationToken)
    {
        if (!await Output.ConfirmAsync(job.Name, "Enable job").ConfigureAwait(false))
            return;
        BackupJob changed = job with { IsEnabled = true };
        await new JobOperations(Services).SetAsync(changed, cancellationToken).ConfigureAwait(false);
        if (PassThru)
            Output.Write(await Views.JobAsync(changed, cancellationToken).ConfigureAwait(false));
    }
}
