using System.Management.Automation;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Opens the configuration that the cmdlets of this PowerShell session work with.</summary>
/// <remarks>
/// <para>
/// A configuration holds organizations, repositories, jobs, sessions and the list of restore points. It is embedded (files in a folder, nothing to install) or a PostgreSQL database
/// that several machines share. It is created when it is not there yet, and brought to the version of this module.
/// </para>
/// <para>
/// Connecting is optional: the first cmdlet that needs one opens what the environment variable VEEAM365_CONFIGURATION names, or else the embedded configuration of this user. It holds
/// for this runspace only: thread jobs and ForEach-Object -Parallel connect by themselves; jobs made by -AsJob use the same one.
/// </para>
/// </remarks>
/// <example>
/// <code>Connect-BackupConfiguration D:\Veeam365</code>
/// <para>Opens the embedded configuration in that folder.</para>
/// </example>
/// <example needs="PostgreSQL">
/// <code>Connect-BackupConfiguration -ConnectionString 'Host=db;Database=veeam365;Username=backup;SSL Mode=VerifyFull' -KeyFile D:\Keys\secrets.key</code>
/// <para>Opens a configuration in PostgreSQL. The key file opens the secrets stored there; Export-BackupConfigurationKey carries it from machine to machine.</para>
/// </example>
/// <seealso cref="DisconnectBackupConfigurationCommand"/>
/// <seealso cref="ExportBackupConfigurationKeyCommand"/>
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
