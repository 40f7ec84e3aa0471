using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources;

/// <summary>
/// What the repository already holds of an object, as its committed head says. Read-only, safe for concurrent use, and
/// answered from the cache: a lookup costs well under a millisecond, an enumeration streams.
/// </summary>
public interface IObjectHistory
{
    /// <summary>True when the object was never backed up (or everything is to be read anew).</summary>
    bool IsEmpty { get; }

    /// <summary>Items that the last session could not hold.</summary>
    IReadOnlyList<Gap> PendingGaps { get; }

    /// <summary>The value of a state entry; null when there is none.</summary>
    ValueTask<ReadOnlyMemory<byte>?> FindStateAsync(string key, CancellationToken cancellationToken);

    /// <summary>All state entries whose key starts with the prefix (ordinal).</summary>
    IAsyncEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> ListStateAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>The item as it is held; null when it is not.</summary>
    ValueTask<ItemVersion?> FindItemAsync(string key, CancellationToken cancellationToken);

    /// <summary>Direct children of a folder, or the roots for null, in no particular order.</summary>
    IAsyncEnumerable<ItemVersion> ListChildrenAsync(string? parentKey, CancellationToken cancellationToken);

    /// <summary>All items of one kind.</summary>
    IAsyncEnumerable<ItemVersion> ListItemsAsync(ItemKind kind, CancellationToken cancellationToken);
}
