using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Database;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>The cache over either engine: hands each call to the part that does it and makes the engine's errors typed ones.</summary>
internal sealed class PersistentCache : IPersistentCache
{
    private readonly ICacheStore _store;
    private readonly CacheObjects _objects;
    private readonly CachePoints _points;
    private readonly CacheItems _items;
    private readonly CacheStates _states;
    private readonly CacheSearch _search;

    /// <summary>Takes the store over; disposing the cache disposes it.</summary>
    public PersistentCache(ICacheStore store)
    {
        _store = store;
        _objects = new CacheObjects(store);
        _points = new CachePoints(store);
        _items = new CacheItems(store);
        _states = new CacheStates(store);
        _search = new CacheSearch(store, _points);
        Chunks = new ChunkCatalog(store);
        Packs = new PackHistory(store);
        History = new CacheHistory(store);
    }

    /// <inheritdoc/>
    public IChunkCatalog Chunks { get; }

    /// <inheritdoc/>
    public IPackHistory Packs { get; }

    /// <inheritdoc/>
    public ICacheHistory History { get; }

    /// <inheritdoc/>
    public Task<CachedObject> OpenObjectAsync(ObjectIdentity identity, SegmentReference? keep, CancellationToken cancellationToken) =>
        GuardAsync(_objects.OpenAsync(identity, keep, cancellationToken));

    /// <inheritdoc/>
    public Task FenceObjectAsync(ObjectIdentity identity, CancellationToken cancellationToken) => GuardAsync(_objects.FenceAsync(identity, cancellationToken));

    /// <inheritdoc/>
    public Task<CachedObject?> FindObjectAsync(ObjectIdentity identity, CancellationToken cancellationToken) => GuardAsync(_objects.FindAsync(identity, cancellationToken));

    /// <inheritdoc/>
    public Task ApplyAsync(long objectId, int head, SegmentKind kind, IReadOnlyList<ChangeRecord> changes, CancellationToken cancellationToken) =>
        GuardAsync(_objects.ApplyAsync(objectId, head, kind, changes, cancellationToken));

    /// <inheritdoc/>
    public Task<HeadTotals> FinishHeadAsync(long objectId, SegmentReference segment, SegmentKind kind, CancellationToken cancellationToken) =>
        GuardAsync(_objects.FinishAsync(objectId, segment, kind, cancellationToken));

    /// <inheritdoc/>
    public Task RollBackAsync(long objectId, int keep, CancellationToken cancellationToken) =>
        GuardAsync(_objects.RollBackAsync(objectId, keep, cancellationToken));

    /// <inheritdoc/>
    public Task CommitPointAsync(RestorePointManifest manifest, Sha256Hash hash, CancellationToken cancellationToken) =>
        GuardAsync(_points.CommitAsync(manifest, hash, cancellationToken));

    /// <inheritdoc/>
    public Task<CachedPoint?> FindLastPointAsync(Guid jobId, CancellationToken cancellationToken) =>
        GuardAsync(_points.FindLastAsync(jobId, cancellationToken));

    /// <inheritdoc/>
    public Task<CachedPoint?> FindPointAsync(Guid pointId, CancellationToken cancellationToken) =>
        GuardAsync(_points.FindAsync(pointId, cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<CachedPoint>> ListPointsAsync(CancellationToken cancellationToken) => GuardAsync(_points.ListPointsAsync(cancellationToken));

    /// <inheritdoc/>
    public Task RemovePointsAsync(Guid jobId, IReadOnlyCollection<long> sequences, CancellationToken cancellationToken) =>
        GuardAsync(new PointForgetting(_store).RunAsync(jobId, sequences, cancellationToken));

    /// <inheritdoc/>
    public async IAsyncEnumerable<HeadRecord> ListHeadsAsync(Guid jobId, long sequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (PointHead head in GuardAsync(_points.ListAsync(jobId, sequence, cancellationToken), cancellationToken).ConfigureAwait(false))
            yield return head.Record;
    }

    /// <inheritdoc/>
    public Task<ItemVersion?> FindItemAsync(long objectId, int head, string key, CancellationToken cancellationToken) =>
        GuardAsync(_items.FindAsync(objectId, head, key, cancellationToken));

    /// <inheritdoc/>
    public IAsyncEnumerable<ItemVersion> ListChildrenAsync(long objectId, int head, string? parentKey, CancellationToken cancellationToken) =>
        GuardAsync(_items.ListChildrenAsync(objectId, head, parentKey, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ItemVersion> ListItemsAsync(long objectId, int head, ItemKind? kind, CancellationToken cancellationToken) =>
        GuardAsync(_items.ScanAsync(new ItemScan { ObjectId = objectId, Head = head, Kind = kind }, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ItemVersion> ListOlderAsync(long objectId, int head, DateTimeOffset before, CancellationToken cancellationToken) =>
        GuardAsync(_items.ScanAsync(new ItemScan { ObjectId = objectId, Head = head, WithoutFolders = true, ChangedBefore = before }, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> FindStateAsync(long objectId, int head, string key, CancellationToken cancellationToken) =>
        GuardAsync(_states.FindAsync(objectId, head, key, cancellationToken));

    /// <inheritdoc/>
    public IAsyncEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> ListStateAsync(
        long objectId, int head, string prefix, CancellationToken cancellationToken) =>
        GuardAsync(_states.ListAsync(objectId, head, prefix, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ChangeRecord> ListChangesAsync(long objectId, int afterHead, int head, CancellationToken cancellationToken) =>
        GuardAsync(new CacheChanges(_store).ListAsync(objectId, afterHead, head, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<CachedItem> QueryAsync(ItemQuery query, CancellationToken cancellationToken) =>
        GuardAsync(_search.QueryAsync(query, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<CachedDifference> CompareAsync(ItemQuery query, long older, CancellationToken cancellationToken) =>
        GuardAsync(new CacheComparison(_store, _points, _items).CompareAsync(query, older, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<CachedObject> ListObjectsAsync(Guid jobId, long sequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (PointHead head in GuardAsync(_points.ListAsync(jobId, sequence, cancellationToken), cancellationToken).ConfigureAwait(false))
            yield return new CachedObject(head.ObjectId, head.Record.Identity, head.Record.Segment, head.Record.Segment, new HeadTotals(head.Record.Items, head.Record.Bytes));
    }

    /// <inheritdoc/>
    public Task<long> IndexWordsAsync(CancellationToken cancellationToken) => GuardAsync(_store.Words.CatchUpAsync(cancellationToken));

    /// <inheritdoc/>
    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _store.ClearAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (DatabaseErrors.IsFromDatabase(e))
        {
            throw _store.Translate(e);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task GuardAsync(Task work)
    {
        try
        {
            await work.ConfigureAwait(false);
        }
        catch (Exception e) when (DatabaseErrors.IsFromDatabase(e))
        {
            throw _store.Translate(e);
        }
    }

    private async Task<T> GuardAsync<T>(Task<T> work)
    {
        try
        {
            return await work.ConfigureAwait(false);
        }
        catch (Exception e) when (DatabaseErrors.IsFromDatabase(e))
        {
            throw _store.Translate(e);
        }
    }

    private async IAsyncEnumerable<T> GuardAsync<T>(IAsyncEnumerable<T> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<T> enumerator = rows.GetAsyncEnumerator(cancellationToken);
        while (await GuardAsync(enumerator.MoveNextAsync().AsTask()).ConfigureAwait(false))
            yield return enumerator.Current;
    }
}
