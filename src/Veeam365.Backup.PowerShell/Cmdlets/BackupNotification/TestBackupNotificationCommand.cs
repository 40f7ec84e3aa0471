using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Sends a notice that says it is a test, whatever results are told there otherwise, and writes those that took it.</summary>
/// <remarks>
/// <para>One that does not take it is an error that says why.</para>
/// </remarks>
/// <example>
/// <code>Test-BackupNotification Log</code>
/// <para>Tries one.</para>
/// </example>
/// <example>
/// <code>Test-BackupNotification</code>
/// <para>Tries all.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "BackupNotification")]
[OutputType(typeof(BackupNotificationView))]
public sealed class TestBackupNotificationCommand : ConfigurationCmdlet
{
    /// <summary>Names, ids or patterns (* and ?), or what Get-BackupNotification returned; everything when omitted.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    private protected override Task ProcessAsync(CancellationToken cancellationToken) => ForEachNameAsync(Name, async name =>
    {
        var operations = new NotificationOperations(Services);
        foreach (BackupNotification found in await operations.FindAsync(name, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await operations.TestAsync(found, cancellationToken).ConfigureAwait(false);
                Output.Write(new BackupNotificationView(found));
            }
            catch (NotificationException e)
            {
                Output.WriteError(e, found.Name);
            }
        }
    });
}
