using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Connection;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Removes repositories from the configuration, with the restore points listed for them. The data stays where it is.</summary>
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
