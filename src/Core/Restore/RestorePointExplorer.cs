using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Browses one restore point and gives its contents. Safe for concurrent use.</summary>
public sealed class RestorePointExplorer : IAsyncDisposable
{
    private readonly RepositoryConnection _connection;
    private readonly FolderPaths _paths;

    private RestorePointExplorer(RestorePoint point, RepositoryConnection connection)
    {
        Point = point;
        _connection = connection;
        _paths = new FolderPaths(connection.Cache);
    }

    /// <summary>The restore point.</summary>
    public RestorePoint Point { get; }

    /// <summary>Opens the restore point's repository; a cache that does not know the point is synchronised first.</summary>
    /// <exception cref="NotFoundException">Its repository is not in the configuration, or the repository does not hold it any more.</exception>
    /// <exception cref="RepositoryException">The repository cannot be opened.</exception>
    public static async Task<RestorePointExplorer> OpenAsync(BackupServices services, RestorePoint point, CancellationToken cancellationToken)
    {
        BackupRepository repository = await services.Configuration.Repositories.FindAsync(point.RepositoryId.ToString(), cancellationToken).ConfigureAwait(false)
            ?? throw new NotFoundException("Repository.NotFound", "The restore point's repository is not in the configuration.", "Add it again with Add-BackupRepository.");
        RepositoryConnection connection = await RepositoryConnection.OpenAsync(services, repository, cancellationToken).ConfigureAwait(false);
        try
        {
            await EnsureKnownAsync(services, repository, connection, point, cancellationToken).ConfigureAwait(false);
            return new RestorePointExplorer(point, connection);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Streams matching items; the first ones come at once.</summary>
    public async IAsyncEnumerable<RestoreItem> FindAsync(RestoreQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        NamePattern? folder = query.Folder is null ? null : new NamePattern(query.Folder.Trim('/'));
        await foreach (CachedItem item in _connection.Cache.QueryAsync(Translate(query), cancellationToken).ConfigureAwait(false))
        {
            string path = await _paths.OfAsync(item, cancellationToken).ConfigureAwait(false);
            if (folder is null || FolderPaths.IsWithin(path, folder))
                yield return new RestoreItem(Point.Id, item.Identity, path, item.Version);
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
        ItemQuery translated = Translate(query) with { ObjectKey = identity.Key, ParentKeys = folderKey is { Length: > 0 } ? [folderKey] : null };
        await foreach (CachedItem item in _connection.Cache.QueryAsync(translated, cancellationToken).ConfigureAwait(false))
        {
            if (folderKey is "" && item.Version.ParentKey is not null)
                continue;
            string path = await _paths.OfAsync(item, cancellationToken).ConfigureAwait(false);
            if (folder is null || FolderPaths.IsWithin(path, folder))
                yield return new RestoreItem(Point.Id, item.Identity, path, item.Version);
        }
    }

    /// <summary>True when the restore point holds an item of this key.</summary>
    internal async Task<bool> IsHeldAsync(ObjectIdentity identity, string key, CancellationToken cancellationToken)
    {
        var query = new ItemQuery { JobId = Point.JobId, Sequence = Point.Sequence, ObjectKey = identity.Key, ItemKey = key, IncludeFolders = true };
        return await _connection.Cache.QueryAsync(query, cancellationToken).AnyAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists what the restore point does not hold, by object, workload and name.</summary>
    /// <exception cref="NotFoundException">The repository does not hold the restore point any more.</exception>
    public IAsyncEnumerable<RestoreGap> ListGapsAsync(GapQuery query, CancellationToken cancellationToken) =>
        new GapListing(Point, _connection).ListAsync(query, cancellationToken);

    /// <summary>Opens an item's content, verified as it is read.</summary>
    /// <exception cref="NotFoundException">The item has no content (a folder).</exception>
    /// <exception cref="DataDamagedException">What is stored is not what was written.</exception>
    public Task<Stream> OpenContentAsync(RestoreItem item, CancellationToken cancellationToken) => item.Version.Content is { } content
        ? _connection.Repository.OpenContentAsync(content, cancellationToken)
        : throw new NotFoundException("Item.NoContent", $"A {item.Version.Kind} has no content of its own.", "Export the items in it.");

    /// <summary>Opens the source's properties of an item as JSON; null when there are none beside its content.</summary>
    /// <exception cref="DataDamagedException">What is stored is not what was written.</exception>
    public async Task<Stream?> OpenPropertiesAsync(RestoreItem item, CancellationToken cancellationToken) => item.Version.Properties is { } properties
        ? await _connection.Repository.OpenContentAsync(properties, cancellationToken).ConfigureAwait(false)
        : null;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static async Task EnsureKnownAsync(
        BackupServices services, BackupRepository repository, RepositoryConnection connection, RestorePoint point, CancellationToken cancellationToken)
    {
        if (await connection.Cache.FindPointAsync(point.Id, cancellationToken).ConfigureAwait(false) is not null)
            return;
        await new RepositorySynchronization(services, repository, connection).RunAsync(_ => { }, cancellationToken).ConfigureAwait(false);
        if (await connection.Cache.FindPointAsync(point.Id, cancellationToken).ConfigureAwait(false) is null)
            throw new NotFoundException("RestorePoint.NotFound", $"Repository '{repository.Name}' does not hold this restore point any more.", "List what there is with Get-RestorePoint.");
    }

    private ItemQuery Translate(RestoreQuery query) => new()
    {
        JobId = Point.JobId,
        Sequence = Point.Sequence,
        ObjectName = query.ObjectName,
        Workload = query.Workload,
        Kind = query.Kind,
        IncludeFolders = query.IncludeFolders,
        IncludeVersions = query.IncludeVersions,
        Name = query.Name,
        From = query.From,
    };
}
