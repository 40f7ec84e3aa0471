namespace Veeam365.Backup.Core.Database;

/// <summary>The database engines that configuration and cache run on.</summary>
public enum DatabaseEngine
{
    /// <summary>SQLite, embedded: one file, one machine.</summary>
    Sqlite,

    /// <summary>PostgreSQL, shared by many machines.</summary>
    PostgreSql,
}
