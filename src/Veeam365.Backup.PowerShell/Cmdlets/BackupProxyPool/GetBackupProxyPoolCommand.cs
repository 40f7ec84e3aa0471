using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Gets pools with their members and repositories.</summary>
/// <remarks>
/// <para>An embedded configuration has none.</para>
/// </remarks>
/// <example>
/// <code>Get-BackupProxyPool</code>
/// <para>Lists all pools.</para>
/// </example>
/// <example>
/// <code>Get-BackupProxyPool P* | Format-List</code>
/// <para>Shows everything about those whose name begins with P.</para>
/// </example>
/// <seealso cref="GetBackupProxyCommand"/>
[Cmdlet(VerbsCommon.Get, "BackupProxyPool")]
[OutputType(typeof(BackupProxyPoolView))]
public sealed class GetBackupProxyPoolCommand : ConfigurationCmdlet
{
    /// <summary>Names, ids or patterns (* and ?); everything when omitted.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProxyPoolCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    private protected override Task ProcessAsync(CancellationToken cancellationToken) => ForEachNameAsync(Name, async name =>
    {
        foreach (BackupProxyPool found in await Find.PoolsAsync(name, cancellationToken).ConfigureAwait(false))
            Output.Write(await Views.PoolAsync(found, cancellationToken).ConfigureAwait(false));
    });
}
