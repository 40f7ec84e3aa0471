using System.Management.Automation;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Tells where the open configuration is.</summary>
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
