using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Connection;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Removes proxies that no process serves and no repository belongs to.</summary>
/// <remarks>
/// <para>The default proxy cannot be removed.</para>
/// </remarks>
/// <example needs="PostgreSQL">
/// <code>Remove-BackupProxy P1 -WhatIf</code>
/// <para>Tells what would be removed.</para>
/// </example>
/// <example>
/// <code>Get-BackupProxy P* | Remove-BackupProxy -Confirm:$false</code>
/// <para>Removes those whose name begins with P, without asking.</para>
/// </example>
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
