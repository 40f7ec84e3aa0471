using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Gets repositories.</summary>
[Cmdlet(VerbsCommon.Get, "BackupRepository")]
[OutputType(typeof(BackupRepositoryView))]
public sealed class GetBackupRepositoryCommand : ConfigurationCmdlet
{
    /// <summary>Names, ids or patterns (* and ?); everything when omitted.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    private protected override Task ProcessAsync(CancellationToken cancellationToken) => ForEachNameAsync(Name, async name =>
    {
        foreach (BackupRepository found in await Find.RepositoriesAsync(name, cancellationToken).ConfigureAwait(false))
            Output.Write(new BackupRepositoryView(found));
    });
}
