using System.Data.Common;
using System.Globalization;
using Dapper;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Database;

/// <summary>
/// Brings a schema to the newest version. Two processes may start at once: the second waits for the first and finds nothing to do.
/// All missing steps run in one transaction, so that a crash leaves the earlier version.
/// </summary>
public sealed class MigrationRunner(IDatabase database, IReadOnlyList<Migration> migrations)
{
    /// <summary>Runs what is missing.</summary>
    /// <exception cref="ConfigurationException">The schema is newer than this program, or cannot be reached or changed.</exception>
    /// <exception cref="StoreFullException">The disk is full.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await MigrateAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (DatabaseErrors.IsFromDatabase(e))
        {
            throw DatabaseErrors.Translate(e, database.Display);
        }
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using DbConnection connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        if (await CurrentVersionAsync(connection, cancellationToken).ConfigureAwait(false) is { } version && version == migrations.Count)
            return;

        await using DbTransaction transaction = await BeginExclusiveAsync(connection, cancellationToken).ConfigureAwait(false);
        await CreateVersionTableAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
        int current = await connection.ExecuteScalarAsync<int>(
            new CommandDefinition("SELECT COALESCE(MAX(version), 0) FROM schema_version", transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        ThrowIfNewer(current);
        foreach (Migration migration in migrations.Where(m => m.Version > current).OrderBy(m => m.Version))
            await ApplyAsync(connection, transaction, migration, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<int?> CurrentVersionAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        string exists = database.Engine == DatabaseEngine.Sqlite
            ? "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'"
            : "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = @schema AND table_name = 'schema_version'";
        object parameters = new { schema = (database as PostgresDatabase)?.Schema };
        if (await connection.ExecuteScalarAsync<int>(new CommandDefinition(exists, parameters, cancellationToken: cancellationToken)).ConfigureAwait(false) == 0)
            return null;
        int version = await connection.ExecuteScalarAsync<int>(
            new CommandDefinition("SELECT COALESCE(MAX(version), 0) FROM schema_version", cancellationToken: cancellationToken)).ConfigureAwait(false);
        ThrowIfNewer(version);
        return version;
    }

    private void ThrowIfNewer(int version)
    {
        if (version > migrations.Count)
        {
            throw new ConfigurationException(
                "Database.NewerVersion",
                string.Create(CultureInfo.InvariantCulture, $"The database {database.Display} has schema version {version}; this module knows {migrations.Count}."),
                "Update the Veeam365 module on this machine.");
        }
    }

    private async Task<DbTransaction> BeginExclusiveAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (connection is Microsoft.Data.Sqlite.SqliteConnection sqlite)
            return sqlite.BeginTransaction(deferred: false);
        DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        string schema = ((PostgresDatabase)database).Schema;
        await connection.ExecuteAsync(new CommandDefinition(
            "SELECT pg_advisory_xact_lock(hashtext('veeam365-migration'), hashtext(@schema))", new { schema }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        // Looked up first: CREATE SCHEMA IF NOT EXISTS asks for the right to create even where an administrator made the schema beforehand.
        bool exists = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = @schema)", new { schema }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        if (!exists)
            await connection.ExecuteAsync(new CommandDefinition($"CREATE SCHEMA {schema}", transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return transaction;
    }

    private static Task<int> CreateVersionTableAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)",
            transaction: transaction,
            cancellationToken: cancellationToken));

    private async Task ApplyAsync(DbConnection connection, DbTransaction transaction, Migration migration, CancellationToken cancellationToken)
    {
        string sql = database.Engine == DatabaseEngine.Sqlite ? migration.Sqlite : migration.PostgreSql;
        await connection.ExecuteAsync(new CommandDefinition(sql, transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO schema_version (version, name, applied_at) VALUES (@Version, @Name, @AppliedAt)",
            new { migration.Version, migration.Name, AppliedAt = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture) },
            transaction,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
    }
}
