using Veeam365.Backup.Core.Database;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Where a configuration is.</summary>
/// <param name="Engine">The database engine.</param>
/// <param name="Location">The file, or host, database and schema.</param>
/// <param name="SchemaVersion">The version of its tables.</param>
/// <param name="KeyFile">The key that opens stored secrets: a path, or "DPAPI".</param>
public sealed record ConfigurationDescription(DatabaseEngine Engine, string Location, int SchemaVersion, string KeyFile)
{
    /// <summary>The configuration's own id, made with it: repositories name by it whose they are.</summary>
    public required Guid Id { get; init; }
}
