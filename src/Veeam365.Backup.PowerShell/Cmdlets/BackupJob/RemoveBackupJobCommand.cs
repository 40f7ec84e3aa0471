using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Connection;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Removes jobs; their sessions and restore points stay, and can still be browsed.</summary>
/// <remarks>
/// <para>
/// Restore points of removed jobs are found by the name of the job. They go as retention says. A job of the same name, organization and repository that is added later goes on where
/// this one ended.
/// </para>
/// </remarks>
/// <example>
/// <code>Remove-BackupJob Daily -WhatIf</code>
/// <para>Tells what would be removed.</para>
/// </example>
/// <example>
/// <code>
/// Remove-BackupJob Daily -Confirm:$false
/// Get-RestorePoint Daily
/// </code>
/// <para>Removes a job without asking; its restore points are still there.</para>
/// </example>
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
