using Veeam365.Backup.Core.Repositories.ObjectStorage.References;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>Compares what is in the store with what surviving restore points need.</summary>
/// <param name="store">The store.</param>
/// <param name="keys">The repository's keys.</param>
/// <param name="pending">Marks that are not carried out yet.</param>
/// <param name="cutoff">Only objects stored before this can be garbage, by the store's clock: what is younger may be part of a session that has not committed.</param>
/// <param name="threshold">The share of needless bytes above which a pack is rewritten.</param>
internal sealed class Surveyor(IObjectStore store, RepositoryKeys keys, IReadOnlyList<StoredMark> pending, DateTimeOffset cutoff, double threshold)
{
    private const int SmallIndex = 256 << 10;
    private const int ManySmallIndexes = 16;
    private readonly HashSet<ObjectId> _pendingPacks = [.. pending.SelectMany(static m => m.Mark.AllPacks())];
    private readonly HashSet<string> _pendingObjects = [.. pending.SelectMany(static m => m.Mark.Objects)];

    /// <summary>Looks.</summary>
    /// <param name="objects">The heads that surviving restore points hold.</param>
    /// <param name="progress">Told how many objects are scanned.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Survey> RunAsync(IReadOnlyList<IReadOnlyList<HeldHead>> objects, Action<int>? progress, CancellationToken cancellationToken)
    {
        var scan = new ReferenceScan(store, keys);
        HashSet<ObjectId> leaving = [.. pending.SelectMany(static m => m.Mark.RepackedIds())];
        PackTable packs = await PackTable.ReadAsync(store, keys, leaving, cancellationToken);
        LiveSet live = await scan.FindLiveAsync(objects, packs, progress, cancellationToken);
        List<RepackCandidate> repack = [];
        HashSet<ObjectId> indexed = [];
        (long liveBytes, IReadOnlyDictionary<string, long> indexes) = await ReadIndexesAsync(packs, live, repack, indexed, cancellationToken);
        return new Survey
        {
            DeadPacks = packs.Packs
                .Where(p => !live.Packs.ContainsKey(p.Key) && !_pendingPacks.Contains(p.Key) && p.Value.ModifiedAt < cutoff)
                // Chunks that are found nowhere may be in a pack whose index was lost: repair comes first.
                .Where(p => live.Homeless.Count == 0 || indexed.Contains(p.Key))
                .ToDictionary(static p => p.Key, static p => p.Value.Size),
            Repack = repack,
            DeadObjects = await FindDeadObjectsAsync(live, packs, cancellationToken),
            MergedIndexes = indexes,
            Packs = packs,
            LiveBytes = liveBytes,
        };
    }

    private async Task<(long LiveBytes, IReadOnlyDictionary<string, long> Indexes)> ReadIndexesAsync(
        PackTable packs, LiveSet live, List<RepackCandidate> repack, HashSet<ObjectId> seen, CancellationToken cancellationToken)
    {
        var reader = new IndexReader(store, keys);
        Dictionary<string, long> stale = [];
        Dictionary<string, long> small = [];
        long liveBytes = 0;
        await foreach (StoredObject file in store.ListAsync(RepositoryLayout.Indexes, null, cancellationToken))
        {
            int entries = 0;
            int needless = 0;
            foreach ((IndexedPack pack, _) in await reader.ReadFileAsync(file.Key, cancellationToken))
            {
                entries++;
                if (!packs.Contains(pack.Id) || !seen.Add(pack.Id))
                {
                    needless++;
                    continue;
                }

                liveBytes += Weigh(pack, packs, live, repack);
            }

            if (file.ModifiedAt >= cutoff || _pendingObjects.Contains(file.Key))
                continue;
            if (needless > 0)
                stale[file.Key] = file.Size;
            else if (file.Size < SmallIndex)
                small[file.Key] = file.Size;
        }

        if (stale.Count + small.Count < ManySmallIndexes && !stale.Any(s => s.Value >= SmallIndex))
            return (liveBytes, new Dictionary<string, long>());
        return (liveBytes, stale.Concat(small).ToDictionary());
    }

    private long Weigh(IndexedPack pack, PackTable packs, LiveSet live, List<RepackCandidate> repack)
    {
        if (!live.Packs.TryGetValue(pack.Id, out LivePack? needed))
            return 0;
        long bytes = needed.LiveBytes(pack.Blocks);
        long blocks = pack.Blocks.Sum(static b => (long)b.Stored);
        StoredPack stored = packs.Packs[pack.Id];
        if (blocks > 0 && blocks - bytes > blocks * threshold && stored.ModifiedAt < cutoff && !_pendingPacks.Contains(pack.Id))
            repack.Add(new RepackCandidate(pack.Id, stored.Size, bytes, needed));
        return bytes;
    }

    private async Task<IReadOnlyDictionary<string, long>> FindDeadObjectsAsync(LiveSet live, PackTable packs, CancellationToken cancellationToken)
    {
        Dictionary<string, long> dead = [];
        await foreach (StoredObject found in store.ListAsync(RepositoryLayout.Segments, null, cancellationToken))
        {
            if (IsOld(found) && RepositoryLayout.TryParseSegmentKey(found.Key, out ObjectId id) && !live.Segments.ContainsKey(id))
                dead[found.Key] = found.Size;
        }

        await foreach (StoredObject found in store.ListAsync(RepositoryLayout.MovedPacks, null, cancellationToken))
        {
            bool isRecord = ObjectId.TryParse(found.Key.AsSpan(RepositoryLayout.MovedPacks.Length), out ObjectId id);
            if (IsOld(found) && isRecord && !live.Moved.Contains(id) && !_pendingPacks.Contains(id) && !packs.Contains(id))
                dead[found.Key] = found.Size;
        }

        return dead;
    }

    private bool IsOld(StoredObject found) => found.ModifiedAt < cutoff && !_pendingObjects.Contains(found.Key);
}
