using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>What the cache holds of an object at its committed head, as its source sees it.</summary>
internal sealed class CachedHistory : IObjectHistory
{
    private readonly IPersistentCache _cache;
    private readonly long _objectId;
    private readonly int _head;

    private readonly HashSet<string> _lost;

    private CachedHistory(IPersistentCache cache, long objectId, int head, IReadOnlyList<Gap> gaps, HashSet<string> lost)
    {
        _lost = lost;
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
            return new CachedHistory(cache, target.Cached.Id, 0, [], []);
        List<Gap> gaps = await GapState.ListAsync(cache, target, newest.Head, cancellationToken).ConfigureAwait(false);
        HashSet<string> lost = await AddLostAsync(cache, target, newest.Head, gaps, cancellationToken).ConfigureAwait(false);
        return new CachedHistory(cache, target.Cached.Id, newest.Head, gaps, lost);
    }

    public async ValueTask<ReadOnlyMemory<byte>?> FindStateAsync(string key, CancellationToken cancellationToken) =>
        IsEmpty ? null : await _cache.FindStateAsync(_objectId, _head, key, cancellationToken).ConfigureAwait(false);

    public IAsyncEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> ListStateAsync(string prefix, CancellationToken cancellationToken) =>
        IsEmpty ? AsyncEnumerable.Empty<KeyValuePair<string, ReadOnlyMemory<byte>>>() : _cache.ListStateAsync(_objectId, _head, prefix, cancellationToken);

    public async ValueTask<ItemVersion?> FindItemAsync(string key, CancellationToken cancellationToken) =>
        IsEmpty ? null : WithoutLost(await _cache.FindItemAsync(_objectId, _head, key, cancellationToken).ConfigureAwait(false));

    public IAsyncEnumerable<ItemVersion> ListChildrenAsync(string? parentKey, CancellationToken cancellationToken) =>
        IsEmpty ? AsyncEnumerable.Empty<ItemVersion>() : _cache.ListChildrenAsync(_objectId, _head, parentKey, cancellationToken).Select(v => WithoutLost(v)!);

    public IAsyncEnumerable<ItemVersion> ListItemsAsync(ItemKind kind, CancellationToken cancellationToken) =>
        IsEmpty ? AsyncEnumerable.Empty<ItemVersion>() : _cache.ListItemsAsync(_objectId, _head, kind, cancellationToken).Select(v => WithoutLost(v)!);

    /// <summary>Items that still have a version whose content was lost count as gaps: the source gives them again.</summary>
    private static async Task<HashSet<string>> AddLostAsync(IPersistentCache cache, ResolvedObject target, int head, List<Gap> gaps, CancellationToken cancellationToken)
    {
        HashSet<string> lost = new(StringComparer.Ordinal);
        foreach (LostItem item in target.Lost)
        {
            ItemVersion? held = await cache.FindItemAsync(target.Cached.Id, head, item.ItemKey, cancellationToken).ConfigureAwait(false);
            if (held is null || LostItem.MarkOf(held) != item.Mark || !lost.Add(item.ItemKey) || gaps.Exists(g => g.ItemKey == item.ItemKey))
                continue;
            // The key and not the subject: a log must not hold content.
            string name = held.Kind == ItemKind.File ? held.Name : $"{held.Kind} {held.Key}";
            gaps.Add(new Gap(target.Identity.Key, item.ItemKey, name, GapReason.RepositoryError, "Its stored content was damaged; it is to be read from the source again."));
        }
        return lost;
    }

    // Without references a source takes the item for one whose content was never stored.
    private ItemVersion? WithoutLost(ItemVersion? version) =>
        version is not null && _lost.Contains(version.Key) ? version with { Content = null, Properties = null } : version;
}
