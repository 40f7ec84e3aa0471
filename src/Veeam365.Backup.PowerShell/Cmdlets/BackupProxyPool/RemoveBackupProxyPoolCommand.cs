using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Connection;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Removes pools that have no members and no repositories.</summary>
[Cmdlet(VerbsCommon.Remove, "BackupProxyPool", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveBackupProxyPoolCommand : ProxyPoolCmdlet
{
    /// <inheritdoc/>
    private protected override async Task ProcessAsync(BackupProxyPool pool, CancellationToken cancellationToken)
    {
        if (await Output.ConfirmAsync(pool.Name, "Remove proxy pool").ConfigureAwait(false))
            await Services.Configuration.Pools.RemoveAsync(pool.Id, cancellationToken).ConfigureAwait(false);
    }
}
