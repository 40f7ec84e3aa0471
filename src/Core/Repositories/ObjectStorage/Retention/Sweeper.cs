using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.ObjectStorage.Leases;
using Veeam365.Backup.Core.Repositories.ObjectStorage.References;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>
/// The second phase: carries out marks whose time has come. That is when the grace period is over and every lease is gone that was there when the mark was made: who came later knows the mark.
/// What restore points committed since need after all stays.
/// </summary>
internal sealed class Sweeper(IObjectStore store, RepositoryKeys keys, RepositoryLease lease, TimeSpan margin)
{
    private const int SideBySide = 8;
    private int _packs;
    private int _objects;
    private int _kept;
    private long _bytes;

    /// <summary>Packs deleted.</summary>
    public int Packs => _packs;

    /// <summary>Other objects deleted.</summary>
    public int Objects => _objects;

    /// <summary>Objects that were to go and stay.</summary>
    public int Kept => _kept;

    /// <summary>Bytes deleted.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Carries out a mark if its time has come.</summary>
    /// <returns>True when it is done.</returns>
    public async Task<bool> TryRunAsync(StoredMark mark, TimeSpan grace, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (now - mark.MarkedAt < grace)
            return false;
        IReadOnlyList<LeaseEntry> others = await lease.ListOthersAsync(now, cancellationToken);
        if (others.Any(l => l.Kind == LeaseKind.Writer && l.Began <= mark.MarkedAt + margin))
            return false;
        LiveSet needed = await new NewReferences(store, keys).FindAsync(mark.Mark, cancellationToken);
        await lease.EnsureHeldAsync(cancellationToken);
        await DeletePacksAsync(mark.Mark, needed, cancellationToken);
        await lease.EnsureHeldAsync(cancellationToken);
        await DeleteObjectsAsync(mark.Mark.Objects, needed, cancellationToken);
        await store.DeleteAsync(mark.Key, cancellationToken);
        return true;
    }

    private async Task DeletePacksAsync(MarkDocument mark, LiveSet needed, CancellationToken cancellationToken)
    {
        HashSet<ObjectId> repacked = [.. mark.RepackedIds()];
        var records = new MovedBlocks(store, keys);
        await DeleteAsync(mark.AllPacks(), async (pack, token) =>
        {
            bool isNeeded = needed.Packs.TryGetValue(pack, out LivePack? live)
                && !(repacked.Contains(pack) && Covers(await records.ReadAsync(pack, token), live.Blocks));
            if (!isNeeded && await TryDeleteAsync(RepositoryLayout.Pack(pack), token))
                Interlocked.Increment(ref _packs);
            else
                Interlocked.Increment(ref _kept);
        }, cancellationToken);
    }

    /// <summary>True when all blocks that are needed after all are where the record says.</summary>
    private static bool Covers(MovedPack? moved, ReadOnlySpan<int> blocks)
    {
        if (moved is null)
            return false;
        foreach (int block in blocks)
        {
            if (moved.Find(new ChunkPlace(moved.Pack, block, 0, 0, 0)) is null)
                return false;
        }

        return true;
    }

    private Task DeleteObjectsAsync(IReadOnlyList<string> objects, LiveSet needed, CancellationToken cancellationToken) =>
        DeleteAsync(objects, async (key, token) =>
        {
            bool isNeeded = RepositoryLayout.TryParseSegmentKey(key, out ObjectId id) && needed.Segments.ContainsKey(id);
            if (!isNeeded && await TryDeleteAsync(key, token))
                Interlocked.Increment(ref _objects);
            else
                Interlocked.Increment(ref _kept);
        }, cancellationToken);

    private static Task DeleteAsync<T>(IEnumerable<T> all, Func<T, CancellationToken, ValueTask> delete, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancellationToken }, delete);

    private async Task<bool> TryDeleteAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            long size = (await store.HeadAsync(key, cancellationToken))?.Size ?? 0;
            await store.DeleteAsync(key, cancellationToken);
            Interlocked.Add(ref _bytes, size);
            return true;
        }
        catch (RepositoryException e) when (e.ErrorId is StoreFault.ObjectLockedId or "Repository.AccessDenied")
        {
            // Object lock: a later run finds it again.
            return false;
        }
    }
}
