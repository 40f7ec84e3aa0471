using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.References;

/// <summary>
/// Finds what surviving restore points need, from the repository alone. Every segment is read once; lists of chunks are followed; what was moved from packs that are gone
/// is found where readers find it.
/// </summary>
internal sealed class ReferenceScan(IObjectStore store, RepositoryKeys keys)
{
    private const int SideBySide = 8;
    private readonly SegmentReader _segments = new(store, keys);
    private readonly BlockReader _blocks = new(store, keys);
    private readonly PointStore _points = new(store, keys, new LossStore(store, keys));
    private readonly CheckpointStore _checkpoints = new(store, keys);

    /// <summary>The heads that surviving restore points hold, and those of checkpoints that count, by object.</summary>
    /// <param name="survives">Which restore points count.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="DataDamagedException">A restore point is damaged or missing.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<HeldHead>>> ReadHeadsAsync(Func<RestorePointManifest, bool> survives, CancellationToken cancellationToken)
    {
        var objects = new Dictionary<string, List<HeldHead>>(StringComparer.Ordinal);
        var newest = new Dictionary<Guid, long>();
        await foreach (Guid job in _points.ListJobsAsync(cancellationToken))
        {
            var walk = new HeadWalk();
            await foreach (StoredRestorePoint point in _points.ListAsync(job, 0, cancellationToken))
            {
                walk.Take(point.Manifest, survives(point.Manifest));
                newest[job] = point.Manifest.Sequence;
            }

            walk.Finish();
            foreach (HeldHead held in walk.Held)
                Add(objects, held);
        }

        await foreach (SessionCheckpoint checkpoint in _checkpoints.ListAllAsync(cancellationToken))
        {
            if (checkpoint.ParentSequence != newest.GetValueOrDefault(checkpoint.JobId))
                continue;
            foreach (CheckpointHead left in checkpoint.Heads)
                Add(objects, HeldHead.OfCheckpoint(left.Head));
        }

        return [.. objects.Values];
    }

    private static void Add(Dictionary<string, List<HeldHead>> objects, HeldHead held)
    {
        if (!objects.TryGetValue(held.Head.Identity.Key, out List<HeldHead>? heads))
            objects.Add(held.Head.Identity.Key, heads = []);
        heads.Add(held);
    }

    /// <summary>Finds the packs, blocks and segments that are needed.</summary>
    /// <param name="objects">From <see cref="ReadHeadsAsync"/>.</param>
    /// <param name="progress">Told after each object how many are done; null for nobody.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="DataDamagedException">A segment or a list of chunks is missing or damaged.</exception>
    public async Task<LiveSet> FindLiveAsync(IReadOnlyList<IReadOnlyList<HeldHead>> objects, Action<int>? progress, CancellationToken cancellationToken)
    {
        // Packs are listed after the restore points: whatever those need was there before them.
        PackTable packs = await PackTable.ReadAsync(store, keys, new HashSet<ObjectId>(), cancellationToken);
        return await FindLiveAsync(objects, packs, progress, cancellationToken);
    }

    /// <summary>Finds the packs, blocks and segments that are needed, among packs that were listed after the restore points.</summary>
    public async Task<LiveSet> FindLiveAsync(IReadOnlyList<IReadOnlyList<HeldHead>> objects, PackTable packs, Action<int>? progress, CancellationToken cancellationToken)
    {
        var live = new LiveSet();
        int done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(objects, options, async (heads, token) =>
        {
            await ScanAsync(heads, live, packs, token);
            progress?.Invoke(Interlocked.Increment(ref done));
        });
        await FindHomesAsync(live, packs, cancellationToken);
        live.AddMoved(packs.Moved);
        return live;
    }

    /// <summary>The item versions that are in the tree of a surviving restore point, object by object, each once with all that hold it.</summary>
    public async IAsyncEnumerable<LiveItem> ListItemsAsync(IReadOnlyList<IReadOnlyList<HeldHead>> objects, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (IReadOnlyList<HeldHead> heads in objects)
        {
            await foreach (LiveItem item in new ObjectScan(_segments, heads).ReadAsync(cancellationToken))
                yield return item;
        }
    }

    /// <summary>Every chunk that content needs, in no order: lists of chunks come before what they list.</summary>
    public async IAsyncEnumerable<ChunkEntry> ListChunksAsync(ContentReference content, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<ChunkEntry> entries = ContentLocation.Read(content.Location.Span, keys.ChunkId(content.Hash), out int depth);
        foreach (ChunkEntry entry in entries)
        {
            await foreach (ChunkEntry chunk in ListChunksAsync(entry, depth, static _ => true, cancellationToken))
                yield return chunk;
        }
    }

    private async Task ScanAsync(IReadOnlyList<HeldHead> heads, LiveSet live, PackTable packs, CancellationToken cancellationToken)
    {
        var scan = new ObjectScan(_segments, heads);
        await foreach (LiveItem item in scan.ReadAsync(cancellationToken))
            await AddAsync(item.Version, live, packs, cancellationToken);
        foreach ((SegmentReference segment, int parts) in scan.Needed)
            live.Add(segment, parts);
    }

    /// <summary>Adds what a version needs.</summary>
    internal async Task AddAsync(ItemVersion version, LiveSet live, PackTable packs, CancellationToken cancellationToken)
    {
        if (version.Content is { Length: > 0 } content)
            await AddAsync(content, live, packs, cancellationToken);
        if (version.Properties is { Length: > 0 } properties)
            await AddAsync(properties, live, packs, cancellationToken);
    }

    private async ValueTask AddAsync(ContentReference content, LiveSet live, PackTable packs, CancellationToken cancellationToken)
    {
        List<ChunkEntry> entries = ContentLocation.Read(content.Location.Span, keys.ChunkId(content.Hash), out int depth);
        foreach (ChunkEntry entry in entries)
        {
            if (depth == 0)
            {
                await AddAsync(entry, live, packs, cancellationToken);
                continue;
            }

            await foreach (ChunkEntry chunk in ListChunksAsync(entry, depth, live.IsNewList, cancellationToken))
                await AddAsync(chunk, live, packs, cancellationToken);
        }
    }

    private static async ValueTask AddAsync(ChunkEntry chunk, LiveSet live, PackTable packs, CancellationToken cancellationToken)
    {
        if (await packs.LocateAsync(chunk.Place, cancellationToken) is { } place)
            live.Add(place.Pack, place.Offset, packs.SizeOf(place.Pack));
        else
            live.AddHomeless(chunk.Id, chunk.Place.Length);
    }

    private async IAsyncEnumerable<ChunkEntry> ListChunksAsync(ChunkEntry entry, int depth, Func<Sha256Hash, bool> isNewList, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return entry;
        if (depth == 0 || !isNewList(entry.Id))
            yield break;
        foreach (ChunkEntry inner in await new ChunkWalker(_blocks).OpenListAsync(entry, depth, cancellationToken))
        {
            await foreach (ChunkEntry chunk in ListChunksAsync(inner, depth - 1, isNewList, cancellationToken))
                yield return chunk;
        }
    }

    /// <summary>Chunks of packs that are gone are where a reader would find them: the first pack in the index files that is there.</summary>
    private async Task FindHomesAsync(LiveSet live, PackTable packs, CancellationToken cancellationToken)
    {
        if (live.Homeless.Count == 0)
            return;
        await foreach (IndexedPack pack in new IndexReader(store, keys).ReadAllAsync(cancellationToken))
        {
            if (!packs.Contains(pack.Id))
                continue;
            foreach ((BlockChunk chunk, ChunkPlace place) in pack.Chunks())
            {
                if (live.TakeHomeless(chunk.Id, chunk.Length))
                    live.Add(pack.Id, place.Offset, packs.SizeOf(pack.Id));
            }
        }
    }
}
