using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Database;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>The configuration in SQLite or PostgreSQL: the same statements for both, but for the few in <see cref="SqlDialect"/>.</summary>
/// <remarks>Times keep whole microseconds.</remarks>
public sealed class SqlBackupConfiguration : IBackupConfiguration
{
    private readonly IDatabase _database;
    private readonly SqlStore _store;
    private readonly PostgresSignal? _signal;

    private SqlBackupConfiguration(IDatabase database, SqlStore store, Guid id, ISecretProtector protector, IPersistentCacheFactory caches)
    {
        _database = database;
        _store = store;
        var vault = new SecretVault(protector);
        Caches = caches;
        Organizations = new SqlOrganizationTable(_store, vault);
        Repositories = new SqlRepositoryTable(_store, vault);
        Jobs = new SqlJobTable(_store);
        Proxies = new SqlProxyTable(_store);
        Pools = new SqlProxyPoolTable(_store);
        Notifications = new SqlNotificationTable(_store, vault);
        TenantShares = new SqlTenantShareTable(_store);
        _signal = database is PostgresDatabase postgres ? new PostgresSignal(postgres) : null;
        Changes = (IChangeSignal?)_signal ?? new TimedSignal();
        Sessions = new SqlSessionTable(_store);
        RestoreSessions = new SqlRestoreSessionTable(_store);
        RestorePoints = new SqlRestorePointTable(_store);
        Description = new ConfigurationDescription(database.Engine, database.Display, ConfigurationSchema.Migrations.Count, protector.Display) { Id = id };
    }

    /// <inheritdoc/>
    public ConfigurationDescription Description { get; }

    /// <inheritdoc/>
    public IPersistentCacheFactory Caches { get; }

    /// <inheritdoc/>
    public IOrganizationTable Organizations { get; }

    /// <inheritdoc/>
    public IRepositoryTable Repositories { get; }

    /// <inheritdoc/>
    public IJobTable Jobs { get; }

    /// <inheritdoc/>
    public IProxyTable Proxies { get; }

    /// <inheritdoc/>
    public IProxyPoolTable Pools { get; }

    /// <inheritdoc/>
    public ITenantShareTable TenantShares { get; }

    /// <inheritdoc/>
    public INotificationTable Notifications { get; }

    /// <inheritdoc/>
    public IChangeSignal Changes { get; }

    /// <inheritdoc/>
    public ISessionTable Sessions { get; }

    /// <inheritdoc/>
    public IRestoreSessionTable RestoreSessions { get; }

    /// <inheritdoc/>
    public IRestorePointTable RestorePoints { get; }

    /// <summary>Opens a configuration; makes its tables or brings them to the newest version first.</summary>
    /// <param name="database">The database; disposed with the configuration, and when opening fails.</param>
    /// <param name="protector">Encrypts its secrets.</param>
    /// <param name="caches">The caches beside it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ConfigurationException">It cannot be reached, is no database, or its tables are of a newer version of this module.</exception>
    /// <exception cref="StoreFullException">The disk is full.</exception>
    public static async Task<SqlBackupConfiguration> OpenAsync(
        IDatabase database, ISecretProtector protector, IPersistentCacheFactory caches, CancellationToken cancellationToken)
    {
        try
        {
            await new MigrationRunner(database, ConfigurationSchema.Migrations).RunAsync(cancellationToken).ConfigureAwait(false);
            var store = new SqlStore(database);
            return new SqlBackupConfiguration(database, store, await ConfigurationIdentity.GetAsync(store, cancellationToken).ConfigureAwait(false), protector, caches);
        }
        catch (Exception e)
        {
            await database.DisposeAsync().ConfigureAwait(false);
            if (e is BackupException { ErrorId: DatabaseErrors.Damaged } damage)
                throw SqlStore.AsOurs(damage);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_signal is not null)
            await _signal.DisposeAsync().ConfigureAwait(false);
        _store.Dispose();
        await _database.DisposeAsync().ConfigureAwait(false);
    }
}
