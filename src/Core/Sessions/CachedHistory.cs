using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>What the cache holds of an object at its committed head, as its source sees it.</summary>
internal sealed class CachedHistory : IObjectHistory
{
    private readonly IPersistentCache _cache;
    private readonly long _objectId;
    private readonly int _head;

    private CachedHistory(IPersistentCache cache, long objectId, int head, IReadOnlyList<Gap> gaps)
    {
        _cache = cache;
        _objectId = objectId;
        _head = head;
        PendingGaps = gaps;
    }

    public bool IsEmpty => _head == 0;

    public IReadOnlyList<Gap> PendingGaps { get; }

    /// <summary>Opens the history; an object that is to be read in full has an empty one.</summary>
    public static async Task<CachedHistory> OpenAsync(IPersistentCache cache, ResolvedObject target, CancellationToken cancellationToken)
    {
        if (target.ReadInFull || target.Cached.Newest is not { } newest)
            return new CachedHistory(cache, target.Cached.Id, 0, []);
        var gaps = new List<Gap>();
        await foreach ((string key, ReadOnlyMemory<byte> value) in cache
            .ListStateAsync(target.Cached.Id, newest.Head, GapState.Prefix, cancellationToken).ConfigureAwait(false))
            gaps.Add(GapState.Read(target.Identity.Key, key, value));
        return new CachedHistory(cache, target.Cached.Id, newest.Head, gaps);
    }

    public async ValueTask<ReadOnlyMemory<byte>?> FindStateAsync(string key, CancellationToken cancellationToken) =>
        IsEmpty ? null : await _cache.FindStateAsync(_objectId, _head, key, cancellationToken).ConfigureAwait(false);

    public IAsyncEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> ListStateAsync(string prefix, CancellationToken cancellationToken) =>
        IsEmpty ? AsyncEnumerable.Empty<KeyValuePair<string, ReadOnlyMemory<byte>>>() : _cache.ListStateAsync(_objectId, _head, prefix, cancellationToken);

    public async ValueTask<ItemVersion?> FindItemAsync(string key, CancellationToken cancellationToken) =>
        IsEmpty ? null : await _cache.FindItemAsync(_objectId, _head, key, cancellationToken).ConfigureAwait(false);

    public IAsyncEnumerable<ItemVersion> ListChildrenAsync(string? parentKey, CancellationToken cancellationToken) =>
        IsEmpty ? AsyncEnumerable.Empty<ItemVersion>() : _cache.ListChildrenAsync(_objectId, _head, parentKey, cancellationToken);

    public IAsyncEnumerable<ItemVersion> ListItemsAsync(ItemKind kind, CancellationToken cancellationToken) =>
        IsEmpty ? AsyncEnumerable.Empty<ItemVersion>() : _cache.ListItemsAsync(_objectId, _head, kind, cancellationToken);
}
