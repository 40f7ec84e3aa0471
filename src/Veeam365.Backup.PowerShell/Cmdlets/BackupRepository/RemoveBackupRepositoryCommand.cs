using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Connection;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Removes repositories from the configuration; the data stays where it is.</summary>
/// <remarks>
/// <para>The restore points listed for it go from the list, too; Add-BackupRepository imports both again. A repository that jobs use is not removed.</para>
/// </remarks>
/// <example>
/// <code>Remove-BackupRepository Local -WhatIf</code>
/// <para>Tells what would be removed.</para>
/// </example>
/// <example>
/// <code>
/// Remove-BackupJob Daily -Confirm:$false
/// Remove-BackupRepository Local -Confirm:$false
/// </code>
/// <para>Removes a repository that one job used, without asking.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "BackupRepository", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveBackupRepositoryCommand : RepositoryCmdlet
{
    /// <inheritdoc/>
    private protected override async Task ProcessAsync(BackupRepository repository, CancellationToken cancellationToken)
    {
        if (await Output.ConfirmAsync(repository.Name, "Remove repository").ConfigureAwait(false))
            await new RepositoryOperations(Services).RemoveAsync(repository, cancellationToken).ConfigureAwait(false);
    }
}
