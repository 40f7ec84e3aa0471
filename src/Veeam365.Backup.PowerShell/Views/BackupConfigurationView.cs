using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Database;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>The open configuration.</summary>
public sealed class BackupConfigurationView
{
    private readonly ConfigurationDescription _description;
    private readonly int _backgroundSessions;

    internal BackupConfigurationView(ConfigurationDescription description, int backgroundSessions)
    {
        _description = description;
        _backgroundSessions = backgroundSessions;
    }

    /// <summary>The database engine.</summary>
    public DatabaseEngine Engine => _description.Engine;

    /// <summary>The file, or host, database and schema.</summary>
    public string Location => _description.Location;

    /// <summary>The version of its tables.</summary>
    public int SchemaVersion => _description.SchemaVersion;

    /// <summary>The key that opens stored secrets: a path, or "DPAPI".</summary>
    public string KeyFile => _description.KeyFile;

    /// <summary>Sessions that run in the background of this PowerShell session.</summary>
    public int BackgroundSessions => _backgroundSessions;

    /// <summary>What people read.</summary>
    public override string ToString() => Location;
}
