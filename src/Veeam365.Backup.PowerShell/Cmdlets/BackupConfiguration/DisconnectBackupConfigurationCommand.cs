using System.Management.Automation;
using Veeam365.Backup.PowerShell.Connection;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Stops the background sessions of this PowerShell session and closes its configuration.</summary>
/// <remarks>
/// <para>
/// Sessions that were started with Start-BackupJob -Wait:$false are stopped properly: what they had finished is kept in a restore point. Jobs made by -AsJob go on; stop them with
/// Stop-Job. The next cmdlet opens the default configuration.
/// </para>
/// </remarks>
/// <example>
/// <code>Disconnect-BackupConfiguration</code>
/// <para>Closes the configuration.</para>
/// </example>
/// <example>
/// <code>Disconnect-BackupConfiguration -WhatIf</code>
/// <para>Tells how many background sessions it would stop.</para>
/// </example>
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
