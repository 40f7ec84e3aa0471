using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.References;

namespace Veeam365.Backup.PowerShell.Connection;

/// <summary>The base of cmdlets that act on pools which exist.</summary>
public abstract class ProxyPoolCmdlet : ConfigurationCmdlet
{
    /// <summary>The pools: names, ids or what Get-BackupProxyPool returned.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProxyPoolCompleter))]
    public ProxyPoolReference[] Pool { get; set; } = [];

    /// <inheritdoc/>
    private protected sealed override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (ProxyPoolReference reference in Pool)
        {
            Subject = reference;
            try
            {
                await ProcessAsync(await Find.PoolAsync(reference, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
            catch (BackupException e) when (e is not ConfigurationException)
            {
                // One that fails does not keep the others from being processed.
                Output.WriteError(e, reference);
            }
        }
    }

    /// <summary>Acts on one.</summary>
    private protected abstract Task ProcessAsync(BackupProxyPool pool, CancellationToken cancellationToken);
}
