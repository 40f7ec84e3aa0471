using Dapper;
using Npgsql;
using Veeam365.Backup.Core.Database;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>Caches as schemas of a PostgreSQL database: cache_(repository id).</summary>
/// <param name="connectionString">An Npgsql connection string of a user who may create schemas.</param>
public sealed class PostgresPersistentCacheFactory(string connectionString) : IPersistentCacheFactory
{
    private const int PreparedStatements = 32;

    /// <inheritdoc/>
    /// <exception cref="ConfigurationException">The server cannot be reached, or the schema belongs to a newer version of the module.</exception>
    /// <exception cref="InvalidSettingException">The connection string does not parse.</exception>
    public async Task<IPersistentCache> OpenAsync(Guid repositoryId, CancellationToken cancellationToken)
    {
        PostgresDatabase database = DatabaseOf(repositoryId);
        try
        {
            await new MigrationRunner(database, CacheSchema.Migrations).RunAsync(cancellationToken).ConfigureAwait(false);
            return new PersistentCache(new PostgresCacheStore(database));
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(Guid repositoryId, CancellationToken cancellationToken)
    {
        await using PostgresDatabase database = DatabaseOf(repositoryId);
        try
        {
            await using var connection = (NpgsqlConnection)await database.OpenAsync(cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync(new CommandDefinition($"DROP SCHEMA IF EXISTS {database.Schema} CASCADE", cancellationToken: cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception e) when (DatabaseErrors.IsFromDatabase(e))
        {
            throw DatabaseErrors.Translate(e, database.Display);
        }
    }

    private PostgresDatabase DatabaseOf(Guid repositoryId) => new(Prepared(), $"cache_{repositoryId:N}");

    /// <summary>The same few statements run for every batch: the server plans them once for each connection.</summary>
    private string Prepared()
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            if (builder.MaxAutoPrepare == 0)
                builder.MaxAutoPrepare = PreparedStatements;
            return builder.ConnectionString;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            // The database says what is wrong with it, without showing the password.
            return connectionString;
        }
    }
}
