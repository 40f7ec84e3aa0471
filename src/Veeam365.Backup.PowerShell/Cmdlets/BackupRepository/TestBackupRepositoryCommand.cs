using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Tries what sessions need of repositories (reach, list, write, read back, delete); writes one result per check.</summary>
[Cmdlet(VerbsDiagnostic.Test, "BackupRepository")]
[OutputType(typeof(CheckView))]
public sealed class TestBackupRepositoryCommand : RepositoryCmdlet
{
    /// <inheritdoc/>
    private protected override async Task ProcessAsync(BackupRepository repository, CancellationToken cancellationToken)
    {
        RepositoryTestResult result = await new RepositoryOperations(Services).TestAsync(repository, cancellationToken).ConfigureAwait(false);
        foreach (RepositoryCheck check in result.Checks)
            Output.Write(new CheckView(repository.Name, check));
    }
}
