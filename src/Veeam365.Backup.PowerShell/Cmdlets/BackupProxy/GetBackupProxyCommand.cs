using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Gets proxies: where they run, whether they take work, and how much they have.</summary>
[Cmdlet(VerbsCommon.Get, "BackupProxy")]
[OutputType(typeof(BackupProxyView))]
public sealed class GetBackupProxyCommand : ConfigurationCmdlet
{
    /// <summary>Names, ids or patterns (* and ?); everything when omitted.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProxyCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    private protected override Task ProcessAsync(CancellationToken cancellationToken) => ForEachNameAsync(Name, async name =>
    {
        foreach (BackupProxy found in await Find.ProxiesAsync(name, cancellationToken).ConfigureAwait(false))
            Output.Write(await Views.ProxyAsync(found, cancellationToken).ConfigureAwait(false));
    });
}
