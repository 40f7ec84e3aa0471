using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>
/// The PersistentCache of one repository: the metadata of everything in it, browsable as of any restore point without touching the bucket.
/// Rows live from head number to head number of their object; what no committed restore point names is invisible to queries and is
/// rolled back when its object is opened again. Safe for concurrent use by several objects; one object is written by one caller at a time.
/// Everything in it can be rebuilt from the repository.
/// </summary>
public interface IPersistentCache : IAsyncDisposable
{
    /// <summary>The chunks of the repository.</summary>
    IChunkCatalog Chunks { get; }

    /// <summary>When packs were last validated.</summary>
    IPackHistory Packs { get; }

    /// <summary>Everything across restore points.</summary>
    ICacheHistory History { get; }

    /// <summary>Finds the object or makes it known, and undoes what was applied beyond its committed head.</summary>
    /// <param name="identity">The object.</param>
    /// <param name="keep">A head beyond the committed one that stays if it is completely applied; null for none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<CachedObject> OpenObjectAsync(ObjectIdentity identity, SegmentReference? keep, CancellationToken cancellationToken);

    /// <summary>
    /// Takes an object over from whoever opened it before, in this process or another: from here on that one can apply, finish and undo nothing of it any more (<see cref="ConflictException"/>).
    /// Open it afterwards.
    /// </summary>
    Task FenceObjectAsync(ObjectIdentity identity, CancellationToken cancellationToken);

    /// <summary>The object as it is, without changing anything; null when it is unknown.</summary>
    Task<CachedObject?> FindObjectAsync(ObjectIdentity identity, CancellationToken cancellationToken);

    /// <summary>
    /// Applies changes of the head being written, in their order, in one transaction; cost grows with the changes only.
    /// An upsert equal to the held version leaves the held row alone (but counts as seen in a full head).
    /// </summary>
    /// <param name="objectId">The object.</param>
    /// <param name="head">Its head being written: committed head + 1 (or later ones, one after the other, while synchronising).</param>
    /// <param name="kind">Full: what is not seen until <see cref="FinishHeadAsync"/> ends.</param>
    /// <param name="changes">The changes.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task ApplyAsync(long objectId, int head, SegmentKind kind, IReadOnlyList<ChangeRecord> changes, CancellationToken cancellationToken);

    /// <summary>Ends the head being written and remembers its segment. A full head ends every row and state entry it did not name.</summary>
    /// <returns>Items (folders not counted) and bytes alive at this head.</returns>
    Task<HeadTotals> FinishHeadAsync(long objectId, SegmentReference segment, SegmentKind kind, CancellationToken cancellationToken);

    /// <summary>Undoes everything applied beyond the committed head, or beyond a later one that is to be kept.</summary>
    /// <param name="objectId">The object.</param>
    /// <param name="keep">The head to keep; 0 for the committed one.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task RollBackAsync(long objectId, int keep, CancellationToken cancellationToken);

    /// <summary>
    /// Records a committed restore point and its heads; the heads become the objects' committed ones. Doing it twice is harmless.
    /// Heads whose rows are not applied make the call fail (<see cref="ConflictException"/>): synchronise first.
    /// </summary>
    Task CommitPointAsync(RestorePointManifest manifest, Sha256Hash hash, CancellationToken cancellationToken);

    /// <summary>The newest restore point of a job that the cache knows; null for none.</summary>
    Task<CachedPoint?> FindLastPointAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>A restore point by its id; null when unknown.</summary>
    Task<CachedPoint?> FindPointAsync(Guid pointId, CancellationToken cancellationToken);

    /// <summary>All restore points the cache knows, by job and sequence.</summary>
    Task<IReadOnlyList<CachedPoint>> ListPointsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Forgets restore points of a job that are no longer in the repository, and with them every row that only they needed; cost grows with what goes. Never the newest one of a job that goes on:
    /// its rows are what the next session builds on.
    /// </summary>
    Task RemovePointsAsync(Guid jobId, IReadOnlyCollection<long> sequences, CancellationToken cancellationToken);

    /// <summary>All heads that a restore point holds, its own and those it took over from its parents.</summary>
    IAsyncEnumerable<HeadRecord> ListHeadsAsync(Guid jobId, long sequence, CancellationToken cancellationToken);

    /// <summary>The item as of a head; null when it is not there.</summary>
    Task<ItemVersion?> FindItemAsync(long objectId, int head, string key, CancellationToken cancellationToken);

    /// <summary>Direct children of a folder (null: the roots) as of a head.</summary>
    IAsyncEnumerable<ItemVersion> ListChildrenAsync(long objectId, int head, string? parentKey, CancellationToken cancellationToken);

    /// <summary>All items of a kind (null: all) as of a head.</summary>
    IAsyncEnumerable<ItemVersion> ListItemsAsync(long objectId, int head, ItemKind? kind, CancellationToken cancellationToken);

    /// <summary>Items (no folders) as of a head whose last change, or else creation, is before a moment.</summary>
    IAsyncEnumerable<ItemVersion> ListOlderAsync(long objectId, int head, DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>A state entry as of a head; null when there is none.</summary>
    Task<ReadOnlyMemory<byte>?> FindStateAsync(long objectId, int head, string key, CancellationToken cancellationToken);

    /// <summary>State entries whose key starts with the prefix (ordinal), as of a head.</summary>
    IAsyncEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> ListStateAsync(long objectId, int head, string prefix, CancellationToken cancellationToken);

    /// <summary>
    /// The net changes of an object between two heads: applied to the first, or to any between, they give the second. The later one may be the head being written. Cost grows with what changed.
    /// </summary>
    IAsyncEnumerable<ChangeRecord> ListChangesAsync(long objectId, int afterHead, int head, CancellationToken cancellationToken);

    /// <summary>Streams the items of a restore point that match; the first ones come at once.</summary>
    IAsyncEnumerable<CachedItem> QueryAsync(ItemQuery query, CancellationToken cancellationToken);

    /// <summary>Streams what two restore points of a job hold differently, folders included where asked for; cost grows with what differs.</summary>
    /// <param name="query">The newer restore point, and which objects, kinds, names and words to look at.</param>
    /// <param name="older">The older one's sequence.</param>
    /// <param name="cancellationToken">Cancels.</param>
    IAsyncEnumerable<CachedDifference> CompareAsync(ItemQuery query, long older, CancellationToken cancellationToken);

    /// <summary>The objects that a restore point holds, at the heads that it holds.</summary>
    IAsyncEnumerable<CachedObject> ListObjectsAsync(Guid jobId, long sequence, CancellationToken cancellationToken);

    /// <summary>Brings the index of words up to what was applied; cost grows with what is not indexed yet. Searches are right without it, only slower.</summary>
    /// <returns>The number of rows indexed.</returns>
    Task<long> IndexWordsAsync(CancellationToken cancellationToken);

    /// <summary>Forgets everything, to be rebuilt.</summary>
    Task ClearAsync(CancellationToken cancellationToken);
}
