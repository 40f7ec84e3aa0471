using Veeam365.Backup.Core.Database;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>Caches as SQLite files in one folder: cache-(repository id).db.</summary>
/// <param name="folder">The folder; created when missing.</param>
public sealed class SqlitePersistentCacheFactory(string folder) : IPersistentCacheFactory
{
    /// <inheritdoc/>
    /// <exception cref="ConfigurationException">The file cannot be opened or written, or belongs to a newer version of the module.</exception>
    /// <exception cref="StoreFullException">The disk is full.</exception>
    public async Task<IPersistentCache> OpenAsync(Guid repositoryId, CancellationToken cancellationToken)
    {
        string path = PathOf(repositoryId);
        try
        {
            if (!await SqliteCacheFile.IsUsableAsync(path, cancellationToken).ConfigureAwait(false))
                SqliteCacheFile.SetAside(path);
            return await OpenOrReplaceAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsUntyped(e))
        {
            throw DatabaseErrors.Translate(e, path);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ConfigurationException">The file cannot be deleted.</exception>
    public async Task RemoveAsync(Guid repositoryId, CancellationToken cancellationToken)
    {
        string path = PathOf(repositoryId);
        try
        {
            await new SqliteDatabase(path).DisposeAsync().ConfigureAwait(false);
            SqliteCacheFile.Delete(path);
        }
        catch (Exception e) when (IsUntyped(e))
        {
            throw DatabaseErrors.Translate(e, path);
        }
    }

    private static async Task<IPersistentCache> OpenOrReplaceAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenFileAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (DatabaseErrors.IsDamage(e) || e is ConfigurationException { ErrorId: DatabaseErrors.Damaged })
        {
            SqliteCacheFile.SetAside(path);
            return await OpenFileAsync(path, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<IPersistentCache> OpenFileAsync(string path, CancellationToken cancellationToken)
    {
        var database = new SqliteDatabase(path);
        try
        {
            await new MigrationRunner(database, CacheSchema.Migrations).RunAsync(cancellationToken).ConfigureAwait(false);
            return new PersistentCache(await SqliteCacheStore.OpenAsync(database, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static bool IsUntyped(Exception error) => DatabaseErrors.IsFromDatabase(error) || error is UnauthorizedAccessException;

    private string PathOf(Guid repositoryId) => Path.Combine(folder, $"cache-{repositoryId:N}.db");
}
