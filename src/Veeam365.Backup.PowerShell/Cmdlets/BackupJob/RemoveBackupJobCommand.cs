using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Connection;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Removes jobs. Their sessions and restore points stay, and can still be browsed.</summary>
[Cmdlet(VerbsCommon.Remove, "BackupJob", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveBackupJobCommand : JobCmdlet
{
    /// <inheritdoc/>
    private protected override async Task ProcessAsync(BackupJob job, CancellationToken cancellationToken)
    {
        if (await Output.ConfirmAsync(job.Name, "Remove job").ConfigureAwait(false))
            await Services.Configuration.Jobs.RemoveAsync(job.Id, cancellationToken).ConfigureAwait(false);
    }
}
