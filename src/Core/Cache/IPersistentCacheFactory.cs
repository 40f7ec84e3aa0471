namespace Veeam365.Backup.Core.Cache;

/// <summary>Opens the caches that lie beside a configuration: SQLite files, or schemas of PostgreSQL.</summary>
public interface IPersistentCacheFactory
{
    /// <summary>
    /// Opens the repository's cache, empty when it was missing. A damaged one is set aside (SQLite: renamed) and begun anew,
    /// so that synchronising rebuilds it.
    /// </summary>
    Task<IPersistentCache> OpenAsync(Guid repositoryId, CancellationToken cancellationToken);

    /// <summary>Deletes the repository's cache.</summary>
    Task RemoveAsync(Guid repositoryId, CancellationToken cancellationToken);
}
