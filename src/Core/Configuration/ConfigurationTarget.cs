using Veeam365.Backup.Core.Database;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Which configuration to open.</summary>
public abstract record ConfigurationTarget
{
    private ConfigurationTarget()
    {
    }

    /// <summary>The key file that opens secrets; null for Windows' own data protection (DPAPI).</summary>
    public string? KeyFile { get; init; }

    /// <summary>Prepares the database; nothing is opened yet.</summary>
    /// <exception cref="Model.InvalidSettingException">It cannot be understood.</exception>
    public abstract IDatabase CreateDatabase();

    /// <summary>A SQLite file.</summary>
    /// <param name="Path">The file; made when it is missing.</param>
    public sealed record SqliteFile(string Path) : ConfigurationTarget
    {
        /// <inheritdoc/>
        public override IDatabase CreateDatabase() => new SqliteDatabase(Path);
    }

    /// <summary>A schema of a PostgreSQL database.</summary>
    /// <param name="ConnectionString">An Npgsql connection string; holds the password.</param>
    /// <param name="Schema">The schema; made when it is missing.</param>
    public sealed record PostgreSqlSchema(string ConnectionString, string Schema) : ConfigurationTarget
    {
        // Its transactions are short: many threads get along with few.
        private const int MostConnections = 24;

        /// <inheritdoc/>
        public override IDatabase CreateDatabase() => new PostgresDatabase(ConnectionString, Schema, MostConnections);

        /// <summary>Says nothing of the password.</summary>
        public override string ToString() => $"PostgreSQL, schema {Schema}";
    }
}
