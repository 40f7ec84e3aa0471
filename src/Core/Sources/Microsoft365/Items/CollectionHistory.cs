using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What is held of one part of an object, as though it were the whole.</summary>
/// <param name="whole">What is held of the object.</param>
/// <param name="keys">The part.</param>
/// <param name="isNew">True when nothing of the part is held: nothing is looked up.</param>
internal sealed class CollectionHistory(IObjectHistory whole, CollectionKeys keys, bool isNew) : IObjectHistory
{
    public bool IsEmpty { get; } = isNew || whole.IsEmpty;

    public IReadOnlyList<Gap> PendingGaps { get; } =
        [.. whole.PendingGaps.Where(g => g.ItemKey is not null && keys.Owns(g.ItemKey)).Select(g => g with { ItemKey = keys.Narrow(g.ItemKey!) })];

    public ValueTask<ReadOnlyMemory<byte>?> FindStateAsync(string key, CancellationToken cancellationToken) =>
        IsEmpty ? ValueTask.FromResult<ReadOnlyMemory<byte>?>(null) : whole.FindStateAsync(key, cancellationToken);

    public IAsyncEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> ListStateAsync(string prefix, CancellationToken cancellationToken) =>
        IsEmpty ? AsyncEnumerable.Empty<KeyValuePair<string, ReadOnlyMemory<byte>>>() : whole.ListStateAsync(prefix, cancellationToken);

    public async ValueTask<ItemVersion?> FindItemAsync(string key, CancellationToken cancellationToken) =>
        !IsEmpty && await whole.FindItemAsync(keys.Widen(key), cancellationToken).ConfigureAwait(false) is { } held ? keys.Narrow(held) : null;

    public IAsyncEnumerable<ItemVersion> ListChildrenAsync(string? parentKey, CancellationToken cancellationToken) =>
        IsEmpty ? AsyncEnumerable.Empty<ItemVersion>() : whole.ListChildrenAsync(parentKey is null ? keys.FolderKey : keys.Widen(parentKey), cancellationToken).Select(keys.Narrow);

    public IAsyncEnumerable<ItemVersion> ListItemsAsync(ItemKind kind, CancellationToken cancellationToken) =>
        IsEmpty ? AsyncEnumerable.Empty<ItemVersion>() : whole.ListItemsAsync(kind, cancellationToken).Where(held => keys.Owns(held.Key)).Select(keys.Narrow);
}
