using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Connection;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Removes proxies that no process serves and no repository belongs to.</summary>
[Cmdlet(VerbsCommon.Remove, "BackupProxy", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveBackupProxyCommand : ProxyCmdlet
{
    /// <inheritdoc/>
    private protected override async Task ProcessAsync(BackupProxy proxy, CancellationToken cancellationToken)
    {
        if (await Output.ConfirmAsync(proxy.Name, "Remove proxy").ConfigureAwait(false))
            await Services.Configuration.Proxies.RemoveAsync(proxy.Id, cancellationToken).ConfigureAwait(false);
    }
}
