using System.Management.Automation;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Tells which configuration is open: its engine, where it is, its version, and its key file.</summary>
/// <remarks>
/// <para>When none is open yet, the default one is opened. No password of a connection string is shown.</para>
/// </remarks>
/// <example>
/// <code>Get-BackupConfiguration</code>
/// <para>Shows what the other cmdlets work with.</para>
/// </example>
/// <example>
/// <code>(Get-BackupConfiguration).BackgroundSessions</code>
/// <para>Tells how many sessions run in the background of this PowerShell session.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "BackupConfiguration")]
[OutputType(typeof(BackupConfigurationView))]
public sealed class GetBackupConfigurationCommand : ConfigurationCmdlet
{
    /// <inheritdoc/>
    private protected override Task EndAsync(CancellationToken cancellationToken)
    {
        Output.Write(new BackupConfigurationView(Services.Configuration.Description, State.Background.Running));
        return Task.CompletedTask;
    }
}
