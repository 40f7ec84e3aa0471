using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Database;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Core.Sources;
using Veeam365.Backup.Core.Sources.ExchangeOnPremises;
using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Core.Hosting;

/// <summary>The one place where the real parts are put together.</summary>
public static class BackupServicesFactory
{
    /// <summary>Opens the configuration (created and migrated when needed) and wires everything that works with it.</summary>
    /// <param name="configuration">
    /// A folder or file for the embedded database, or a PostgreSQL connection string or URI; null for what VEEAM365_CONFIGURATION says, or else the user's own folder.
    /// </param>
    /// <param name="keyFile">The key that opens stored secrets; null for the default place.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ConfigurationException">The database cannot be reached, is damaged, or is newer than this program.</exception>
    /// <exception cref="InvalidSettingException">The configuration's name cannot be understood.</exception>
    public static Task<BackupServices> OpenAsync(string? configuration, string? keyFile, CancellationToken cancellationToken) =>
        OpenAsync(configuration, keyFile, new NoExchangeShellFactory(), cancellationToken);

    /// <summary>The same in a PowerShell, whose remoting on-premises organizations are reached through.</summary>
    /// <inheritdoc cref="OpenAsync(string?, string?, CancellationToken)"/>
    public static async Task<BackupServices> OpenAsync(string? configuration, string? keyFile, IExchangeShellFactory shells, CancellationToken cancellationToken)
    {
        ConfigurationTarget target = ConfigurationLocator.ForCurrentUser().Locate(configuration, keyFile);
        IBackupConfiguration opened = await new BackupConfigurationFactory(CachesBeside).OpenAsync(target, cancellationToken).ConfigureAwait(false);
        var sources = new OrganizationSourceFactory(new GraphOrganizationSourceFactory(), new ExchangeOrganizationSourceFactory(shells));
        return new BackupServices(opened, sources, new ObjectStorageRepositoryFactory(), TimeProvider.System) { Targets = new OrganizationTargetFactory(new GraphOrganizationTargetFactory()) };
    }

    private static IPersistentCacheFactory CachesBeside(IDatabase database) => database switch
    {
        SqliteDatabase sqlite => new SqlitePersistentCacheFactory(Path.GetDirectoryName(sqlite.Path)!),
        PostgresDatabase postgres => new PostgresPersistentCacheFactory(postgres.ConnectionString),
        _ => throw new InvalidSettingException("Configuration.UnknownEngine", $"There is no cache for {database.Engine}.", "Use SQLite or PostgreSQL."),
    };
}
