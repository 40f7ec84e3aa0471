using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Gets proxies: where they run, whether they take work, and how much they have.</summary>
/// <remarks>
/// <para>The default proxy is whatever process starts a job; it is there in every configuration.</para>
/// </remarks>
/// <example>
/// <code>Get-BackupProxy</code>
/// <para>Lists all proxies.</para>
/// </example>
/// <example>
/// <code>Get-BackupProxy Def* | Format-List</code>
/// <para>Shows everything about the default one.</para>
/// </example>
/// <seealso cref="StartBackupProxyCommand"/>
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
