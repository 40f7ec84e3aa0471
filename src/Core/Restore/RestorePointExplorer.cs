using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Restore;

/// <summary>
/// Browses one restore point and gives its contents. Browsing and searching read the cache only; the repository is opened when the first content is asked for. Safe for concurrent use.
/// </summary>
public sealed class RestorePointExplorer : IAsyncDisposable
{
    private readonly IPersistentCache _cache;
    private readonly RepositoryOnDemand _repository;
    private readonly FolderPaths _paths;

    private RestorePointExplorer(RestorePoint point, IPersistentCache cache, RepositoryOnDemand repository)
    {
        Point = point;
        _cache = cache;
        _repository = repository;
        _paths = new FolderPaths(cache);
    }

    /// <summary>The restore point.</summary>
    public RestorePoint Point { get; }

    /// <summary>The cache that is browsed.</summary>
    internal IPersistentCache Cache => _cache;

    /// <summary>Opens the restore point's cache; one that does not know the point is synchronised from the repository first.</summary>
    /// <exception cref="NotFoundException">Its repository is not in the configuration, or the repository does not hold it any more.</exception>
    /// <exception cref="RepositoryException">The repository was needed and cannot be opened.</exception>
    public static async Task<RestorePointExplorer> OpenAsync(BackupServices services, RestorePoint point, CancellationToken cancellationToken)
    {
        BackupRepository repository = await services.Configuration.Repositories.FindAsync(point.RepositoryId.ToString(), cancellationToken).ConfigureAwait(false)
            ?? throw new NotFoundException("Repository.NotFound", "The restore point's repository is not in the configuration.", "Add it again with Add-BackupRepository.");
        IPersistentCache cache = await services.Configuration.Caches.OpenAsync(repository.Id, cancellationToken).ConfigureAwait(false);
        try
        {
            if (await cache.FindPointAsync(point.Id, cancellationToken).ConfigureAwait(false) is null)
            {
                await cache.DisposeAsync().ConfigureAwait(false);
                cache = await SynchronizeAsync(services, repository, point, cancellationToken).ConfigureAwait(false);
            }

            return new RestorePointExplorer(point, cache, new RepositoryOnDemand(services, repository));
        }
        catch
        {
            await cache.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The objects that the restore point holds, whatever their workloads.</summary>
    public async Task<IReadOnlyList<ProtectedObject>> ListObjectsAsync(CancellationToken cancellationToken) =>
        await _cache.ListObjectsAsync(Point.JobId, Point.Sequence, cancellationToken).Select(o => o.Identity.Object).DistinctBy(o => (o.Kind, o.Id)).ToArrayAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Streams matching items; the first ones come at once.</summary>
    /// <exception cref="InvalidSettingException">There is no word in the words to search for.</exception>
    public async IAsyncEnumerable<RestoreItem> FindAsync(RestoreQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        NamePattern? folder = query.Folder is null ? null : new NamePattern(query.Folder.Trim('/'));
        await foreach (CachedItem item in FindCachedAsync(query, folder, cancellationToken).ConfigureAwait(false))
        {
            string path = await _paths.OfAsync(item, cancellationToken).ConfigureAwait(false);
            if (folder is null || FolderPaths.IsWithin(path, folder))
                yield return ToItem(item, path);
        }
    }

    /// <summary>Streams matching items of one object.</summary>
    /// <param name="identity">The object and workload.</param>
    /// <param name="query">What to look for.</param>
    /// <param name="folderKey">Only what lies directly in this folder; empty for the top; null for everywhere.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async IAsyncEnumerable<RestoreItem> FindInAsync(ObjectIdentity identity, RestoreQuery query, string? folderKey, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        NamePattern? folder = query.Folder is null ? null : new NamePattern(query.Folder.Trim('/'));
        ItemQuery translated = query.ToItemQuery(Point) with { ObjectKeys = [identity.Key], ParentKeys = folderKey is { Length: > 0 } ? [folderKey] : null };
        await foreach (CachedItem item in _cache.QueryAsync(translated, cancellationToken).ConfigureAwait(false))
        {
            if (folderKey is "" && item.Version.ParentKey is not null)
                continue;
            string path = await _paths.OfAsync(item, cancellationToken).ConfigureAwait(false);
            if (folder is null || FolderPaths.IsWithin(path, folder))
                yield return ToItem(item, path);
        }
    }

    /// <summary>The item of this key as the restore point holds it; null when it holds none.</summary>
    internal async Task<ItemVersion?> FindOneAsync(ObjectIdentity identity, string key, CancellationToken cancellationToken)
    {
        var query = new ItemQuery { JobId = Point.JobId, Sequence = Point.Sequence, ObjectKeys = [identity.Key], ItemKey = key, IncludeFolders = true };
        return (await _cache.QueryAsync(query, cancellationToken).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false))?.Version;
    }

    /// <summary>True when the restore point holds an item of this key.</summary>
    internal async Task<bool> IsHeldAsync(ObjectIdentity identity, string key, CancellationToken cancellationToken)
    {
        var query = new ItemQuery { JobId = Point.JobId, Sequence = Point.Sequence, ObjectKeys = [identity.Key], ItemKey = key, IncludeFolders = true };
        return await _cache.QueryAsync(query, cancellationToken).AnyAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists what the restore point does not hold, by object, workload and name.</summary>
    /// <exception cref="NotFoundException">The repository does not hold the restore point any more.</exception>
    public async IAsyncEnumerable<RestoreGap> ListGapsAsync(GapQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var listing = new GapListing(Point, _cache, await _repository.OpenAsync(cancellationToken).ConfigureAwait(false));
        await foreach (RestoreGap gap in listing.ListAsync(query, cancellationToken).ConfigureAwait(false))
            yield return gap;
    }

    /// <summary>Opens an item's content, verified as it is read.</summary>
    /// <exception cref="NotFoundException">The item has no content (a folder).</exception>
    /// <exception cref="DataDamagedException">What is stored is not what was written.</exception>
    public async Task<Stream> OpenContentAsync(RestoreItem item, CancellationToken cancellationToken)
    {
        ContentReference content = item.Version.Content
            ?? throw new NotFoundException("Item.NoContent", $"A {item.Version.Kind} has no content of its own.", "Export the items in it.");
        IBackupRepository repository = await _repository.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await repository.OpenContentAsync(content, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens the source's properties of an item as JSON; null when there are none beside its content.</summary>
    /// <exception cref="DataDamagedException">What is stored is not what was written.</exception>
    public async Task<Stream?> OpenPropertiesAsync(RestoreItem item, CancellationToken cancellationToken)
    {
        if (item.Version.Properties is not { } properties)
            return null;
        IBackupRepository repository = await _repository.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await repository.OpenContentAsync(properties, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _cache.DisposeAsync().ConfigureAwait(false);
        await _repository.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<IPersistentCache> SynchronizeAsync(BackupServices services, BackupRepository repository, RestorePoint point, CancellationToken cancellationToken)
    {
        await using (RepositoryConnection connection = await RepositoryConnection.OpenAsync(services, repository, cancellationToken).ConfigureAwait(false))
        {
            await new RepositorySynchronization(services, repository, connection).RunAsync(_ => { }, cancellationToken).ConfigureAwait(false);
            if (await connection.Cache.FindPointAsync(point.Id, cancellationToken).ConfigureAwait(false) is null)
                throw new NotFoundException("RestorePoint.NotFound", $"Repository '{repository.Name}' does not hold this restore point any more.", "List what there is with Get-RestorePoint.");
        }

        return await services.Configuration.Caches.OpenAsync(repository.Id, cancellationToken).ConfigureAwait(false);
    }

    private IAsyncEnumerable<CachedItem> FindCachedAsync(RestoreQuery query, NamePattern? folder, CancellationToken cancellationToken)
    {
        bool byFolder = folder is not null && query.Words is null && !query.IncludeDeleted && !query.AllVersions;
        return byFolder ? FindInFoldersAsync(query, folder!, cancellationToken) : _cache.QueryAsync(query.ToItemQuery(Point), cancellationToken);
    }

    /// <summary>Looks for the folders first: their items can then be read without all others.</summary>
    private async IAsyncEnumerable<CachedItem> FindInFoldersAsync(RestoreQuery query, NamePattern folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ItemQuery items = query.ToItemQuery(Point);
        var found = new OrderedDictionary<string, List<string>>(StringComparer.Ordinal);
        var folders = new ItemQuery { JobId = Point.JobId, Sequence = Point.Sequence, ObjectName = query.ObjectName, Workloads = query.Workloads, Kinds = [ItemKind.Folder] };
        await foreach (CachedItem candidate in _cache.QueryAsync(folders, cancellationToken).ConfigureAwait(false))
        {
            string path = await _paths.OfFolderAsync(candidate, cancellationToken).ConfigureAwait(false);
            if (!FolderPaths.IsWithin(path, folder))
                continue;
            if (!found.TryGetValue(candidate.Identity.Key, out List<string>? keys))
                found[candidate.Identity.Key] = keys = [];
            keys.Add(candidate.Version.Key);
        }

        foreach ((string objectKey, List<string> keys) in found)
        {
            await foreach (CachedItem item in _cache.QueryAsync(items with { ObjectKeys = [objectKey], ParentKeys = keys }, cancellationToken).ConfigureAwait(false))
                yield return item;
        }
    }

    private RestoreItem ToItem(CachedItem item, string path) => new(Point.Id, item.Identity, path, item.Version)
    {
        IsDeleted = item.History is { IsDeleted: true },
        IsSuperseded = item.History is { IsDeleted: false, IsCurrent: false },
        FirstSequence = item.History?.FirstSequence,
        LastSequence = item.History?.LastSequence,
    };
}
