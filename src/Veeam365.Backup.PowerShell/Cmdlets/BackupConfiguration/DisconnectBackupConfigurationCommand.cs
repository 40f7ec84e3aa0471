using System.Management.Automation;
using Veeam365.Backup.PowerShell.Connection;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Stops the sessions that run in the background of this PowerShell session and closes its configuration.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "BackupConfiguration", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class DisconnectBackupConfigurationCommand : ConfigurationCmdlet
{
    /// <inheritdoc/>
    private protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        string running = State.Background.Running is > 0 and int count ? $"stop {count} background session(s) and disconnect" : "Disconnect";
        if (await Output.ConfirmAsync("Configuration", running).ConfigureAwait(false))
            await State.DisconnectAsync().ConfigureAwait(false);
    }
}
