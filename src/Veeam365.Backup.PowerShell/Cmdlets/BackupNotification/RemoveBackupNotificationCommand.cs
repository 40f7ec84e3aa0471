using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Connection;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Has results no longer told somewhere. Log files stay.</summary>
/// <remarks>
/// <para>The notification and its secret are removed from the configuration.</para>
/// </remarks>
/// <example>
/// <code>Remove-BackupNotification Log -WhatIf</code>
/// <para>Tells what would be removed; without -WhatIf it asks first.</para>
/// </example>
/// <example>
/// <code>Get-BackupNotification | Remove-BackupNotification -Confirm:$false</code>
/// <para>Removes all without asking.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "BackupNotification", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveBackupNotificationCommand : ConfigurationCmdlet
{
    /// <summary>Names, ids or patterns (* and ?), or what Get-BackupNotification returned.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    private protected override Task ProcessAsync(CancellationToken cancellationToken) => ForEachNameAsync(Name, async name =>
    {
        foreach (BackupNotification found in await new NotificationOperations(Services).FindAsync(name, cancellationToken).ConfigureAwait(false))
        {
            if (await Output.ConfirmAsync(found.Name, "Remove notification").ConfigureAwait(false))
                await Services.Configuration.Notifications.RemoveAsync(found.Id, cancellationToken).ConfigureAwait(false);
        }
    });
}
