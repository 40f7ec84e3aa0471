using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Database;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Opens configurations.</summary>
/// <param name="caches">
/// Makes the factory of the caches beside a database: its <see cref="SqliteDatabase.Path"/> or its <see cref="PostgresDatabase.ConnectionString"/> says where.
/// </param>
public sealed class BackupConfigurationFactory(Func<IDatabase, IPersistentCacheFactory> caches)
{
    /// <summary>Opens the configuration; makes it when it is missing.</summary>
    /// <exception cref="ConfigurationException">It cannot be reached, is no database, or its tables are of a newer version of this module.</exception>
    /// <exception cref="InvalidSettingException">The target cannot be understood.</exception>
    /// <exception cref="StoreFullException">The disk is full.</exception>
    public async Task<IBackupConfiguration> OpenAsync(ConfigurationTarget target, CancellationToken cancellationToken)
    {
        ISecretProtector protector = ProtectorOf(target);
        IDatabase database = target.CreateDatabase();
        return await SqlBackupConfiguration.OpenAsync(database, protector, caches(database), cancellationToken).ConfigureAwait(false);
    }

    private static ISecretProtector ProtectorOf(ConfigurationTarget target)
    {
        if (target.KeyFile is not null)
            return new KeyFileSecretProtector(target.KeyFile);
        if (OperatingSystem.IsWindows())
            return new DpapiSecretProtector();
        throw new InvalidSettingException("Configuration.NoKeyFile", "No key file is named.", "Name the key file (Connect-BackupConfiguration -KeyFile).");
    }
}
