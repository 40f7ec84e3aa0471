using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Restore;

/// <summary>What a restore point holds of an object, as its source sees it: with the tokens of that time, the source tells what changed since.</summary>
internal sealed class PointHistory(IPersistentCache cache, CachedObject target) : IObjectHistory
{
    private readonly int _head = target.Committed!.Head;

    public bool IsEmpty => false;

    /// <summary>None: what is missing from the restore point is no difference.</summary>
    public IReadOnlyList<Gap> PendingGaps => [];

    public async ValueTask<ReadOnlyMemory<byte>?> FindStateAsync(string key, CancellationToken cancellationToken) =>
        await cache.FindStateAsync(target.Id, _head, key, cancellationToken).ConfigureAwait(false);

    public IAsyncEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> ListStateAsync(string prefix, CancellationToken cancellationToken) =>
        cache.ListStateAsync(target.Id, _head, prefix, cancellationToken);

    public async ValueTask<ItemVersion?> FindItemAsync(string key, CancellationToken cancellationToken) =>
        await cache.FindItemAsync(target.Id, _head, key, cancellationToken).ConfigureAwait(false);

    public IAsyncEnumerable<ItemVersion> ListChildrenAsync(string? parentKey, CancellationToken cancellationToken) =>
        cache.ListChildrenAsync(target.Id, _head, parentKey, cancellationToken);

    public IAsyncEnumerable<ItemVersion> ListItemsAsync(ItemKind kind, CancellationToken cancellationToken) =>
        cache.ListItemsAsync(target.Id, _head, kind, cancellationToken);
}
