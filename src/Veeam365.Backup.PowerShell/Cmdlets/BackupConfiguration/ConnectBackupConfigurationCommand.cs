using System.Management.Automation;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Opens a configuration for this PowerShell session: an embedded one in a folder, or a PostgreSQL database that machines share. It is created if it is not there.</summary>
[Cmdlet(VerbsCommunications.Connect, "BackupConfiguration", DefaultParameterSetName = PathSet)]
[OutputType(typeof(BackupConfigurationView))]
public sealed class ConnectBackupConfigurationCommand : ConfigurationCmdlet
{
    private const string PathSet = "Path";
    private const string ConnectionStringSet = "ConnectionString";

    /// <summary>The folder (or file) of an embedded configuration; the one of this user when omitted.</summary>
    [Parameter(Position = 0, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The PostgreSQL connection string, as plain or secure string.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ConnectionStringSet)]
    public SecretText? ConnectionString { get; set; }

    /// <summary>The key that opens stored secrets; by default the one beside the configuration.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyFile { get; set; }

    /// <inheritdoc/>
    private protected override void Prepare()
    {
        base.Prepare();
        Path = FullPath(Path);
        KeyFile = FullPath(KeyFile);
    }

    /// <inheritdoc/>
    private protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        BackupServices services = await State.ConnectAsync(new ConnectionTarget(ConnectionString?.Text ?? Path, KeyFile), cancellationToken).ConfigureAwait(false);
        Output.Write(new BackupConfigurationView(services.Configuration.Description, 0));
    }
}
