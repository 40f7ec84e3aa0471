using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Connection;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Removes pools that have no members and no repositories.</summary>
/// <remarks>
/// <para>Take the members out first: Set-BackupProxyPool -RemoveMember, or Set-BackupProxy -NoPool.</para>
/// </remarks>
/// <example needs="PostgreSQL">
/// <code>Remove-BackupProxyPool Pool -WhatIf</code>
/// <para>Tells what would be removed.</para>
/// </example>
/// <example>
/// <code>Get-BackupProxyPool P* | Remove-BackupProxyPool -Confirm:$false</code>
/// <para>Removes those whose name begins with P, without asking.</para>
/// </example>
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
