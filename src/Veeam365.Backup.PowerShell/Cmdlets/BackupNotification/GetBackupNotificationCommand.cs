using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Gets the places where results of sessions are told.</summary>
/// <remarks>
/// <para>Secrets are never shown, and of a webhook's address only its host: its path may hold a token.</para>
/// </remarks>
/// <example>
/// <code>Get-BackupNotification</code>
/// <para>Lists all of them.</para>
/// </example>
/// <example>
/// <code>Get-BackupNotification Admin* | Test-BackupNotification</code>
/// <para>Tries those whose names begin with Admin.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BackupNotification")]
[OutputType(typeof(BackupNotificationView))]
public sealed class GetBackupNotificationCommand : ConfigurationCmdlet
{
    /// <summary>Names, ids or patterns (* and ?); everything when omitted.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    private protected override Task ProcessAsync(CancellationToken cancellationToken) => ForEachNameAsync(Name, async name =>
    {
        foreach (BackupNotification found in await new NotificationOperations(Services).FindAsync(name, cancellationToken).ConfigureAwait(false))
            Output.Write(new BackupNotificationView(found));
    });
}
