using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// Follows every reference of every item version that a restore point holds, object by object as the cache has them: names what is lost, and finds out since when all that
/// each restore point needs is known to be intact.
/// </summary>
internal sealed class ReferenceVerification(IObjectStore store, RepositoryKeys keys, ICacheHistory history, VerificationState state)
{
    private const string Step = "Following references";

    // Versions whose chunks are looked for in one pass over the index.
    private const int DoubtfulAtOnce = 50_000;
    private readonly OtherCopies _copies = new(store, keys, state);
    private readonly ChunkWalker _walker = new(new BlockReader(store, keys));
    private readonly PointTimes _points = new();
    private readonly List<DoubtfulVersion> _doubtful = [];
    private readonly List<HeldObject> _waiting = [];
    private readonly List<DamagedItem> _items = [];
    private long _versions;

    /// <summary>What is lost.</summary>
    public IReadOnlyList<DamagedItem> Items => _items;

    /// <summary>Since when each restore point is known to be intact.</summary>
    public IReadOnlyDictionary<Guid, DateTimeOffset?> Times => _points.Times;

    /// <summary>Runs it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (CachedPoint point in history.ListPointsAsync(cancellationToken))
            _points.Add(point, state.DamagedPoints.ContainsKey((point.JobId, point.Sequence)) ? null : state.Now);
        List<CachedObject> objects = await history.ListObjectsAsync(cancellationToken).ToListAsync(cancellationToken);
        long done = 0;
        foreach (CachedObject target in objects)
        {
            state.Report(Step, done++, objects.Count);
            await FollowAsync(target, cancellationToken);
            if (_doubtful.Count >= DoubtfulAtOnce)
                await JudgeAsync(cancellationToken);
        }

        await JudgeAsync(cancellationToken);
        bool intact = _items.Count == 0;
        string found = $"{_versions} versions of items of {objects.Count} objects.";
        state.Add(intact
            ? new RepositoryCheck("References", true, $"{found} All that they need is there.")
            : new RepositoryCheck("References", false, $"{found} {_items.Count} need something that is damaged or missing.", ErrorOf(_items[0])));
    }

    private static DataDamagedException ErrorOf(DamagedItem item) => Damage.In(item.StoredKey, "restore points need it");

    private async Task FollowAsync(CachedObject target, CancellationToken cancellationToken)
    {
        List<CachedHead> heads = await history.ListHeadsAsync(target, cancellationToken).ToListAsync(cancellationToken);
        HeldObject held = new(target, heads, state.Now);
        AddDamagedHeads(held);
        await foreach (HeldVersion version in history.ListVersionsAsync(target.Id, cancellationToken))
        {
            (int First, int End) span = held.HeadsOf(version);
            if (span.First == span.End)
                continue;
            _versions++;
            await FollowAsync(held, span, version.Version, cancellationToken);
        }

        _waiting.Add(held);
    }

    /// <summary>Heads whose segments cannot be read: as far as the repository alone can tell, the object is lost in them.</summary>
    private void AddDamagedHeads(HeldObject held)
    {
        int first = 0;
        for (int i = 0; i < held.Heads.Count; i++)
        {
            if (!state.DamagedHeads.TryGetValue((held.Target.Identity.Key, held.Heads[i].Segment.Head), out string? blame))
                continue;
            held.Needs((i, i + 1), null);
            if (i > first && state.DamagedHeads.ContainsKey((held.Target.Identity.Key, held.Heads[i - 1].Segment.Head)))
                continue;
            first = i;
            int end = i + 1;
            while (end < held.Heads.Count && state.DamagedHeads.ContainsKey((held.Target.Identity.Key, held.Heads[end].Segment.Head)))
                end++;
            Add(held, (i, end), null, blame);
        }
    }

    private async Task FollowAsync(HeldObject held, (int First, int End) span, ItemVersion version, CancellationToken cancellationToken)
    {
        DateTimeOffset? time = state.Now;
        List<(ChunkKey Chunk, string Pack)>? doubtful = null;
        string? blame = null;
        foreach (ContentReference? content in (ContentReference?[])[version.Content, version.Properties])
        {
            if (content is null || content.Length == 0)
                continue;
            try
            {
                await foreach (ChunkEntry chunk in _walker.WalkEveryAsync(content, keys.ChunkId(content.Hash), cancellationToken))
                {
                    if (!state.Packs.TryGetValue(chunk.Place.Pack, out PackEntry? pack) || !pack.IsGood(chunk.Place.Offset) || !pack.Holds(chunk.Place))
                        (doubtful ??= []).Add((ChunkKey.Of(chunk.Id, chunk.Place.Length), RepositoryLayout.Pack(chunk.Place.Pack)));
                    else if (Note(pack) is var intact && (intact is null || intact < time))
                        time = intact;
                }
            }
            catch (DataDamagedException e)
            {
                blame = Damage.KeyOf(e) ?? RepositoryLayout.SegmentManifest(held.Heads[span.First].Segment);
            }
        }

        held.Needs(span, time);
        if (doubtful is not null || blame is not null)
            _doubtful.Add(new DoubtfulVersion(held, span, version, doubtful ?? [], blame));
    }

    private DateTimeOffset? Note(PackEntry pack)
    {
        // A damaged index file explains it.
        if (pack.IndexedSize is null && !state.IsIndexDamaged)
            state.Add(StoredObjectKind.Index, pack.Key, Damage.In(pack.Key, "no index file describes it"));
        return pack.IntactAt;
    }

    private async Task JudgeAsync(CancellationToken cancellationToken)
    {
        HashSet<ChunkKey> wanted = [.. _doubtful.SelectMany(d => d.Chunks).Select(c => c.Chunk)];
        Dictionary<ChunkKey, PackEntry> found = wanted.Count == 0 ? [] : await _copies.FindAsync(wanted, cancellationToken);
        foreach (DoubtfulVersion version in _doubtful)
            Judge(version, found);
        foreach (HeldObject held in _waiting)
            held.Settle(_points);
        _doubtful.Clear();
        _waiting.Clear();
    }

    private void Judge(DoubtfulVersion version, Dictionary<ChunkKey, PackEntry> found)
    {
        string? blame = version.Blame;
        foreach ((ChunkKey chunk, string pack) in version.Chunks)
        {
            if (found.TryGetValue(chunk, out PackEntry? other))
                version.Owner.Needs(version.Heads, other.IntactAt);
            else
                blame ??= pack;
        }

        if (blame is null)
            return;
        version.Owner.Needs(version.Heads, null);
        Add(version.Owner, version.Heads, version.Version, blame);
        AddDamage(blame);
    }

    /// <summary>What was damaged was mostly noted when it was read; a pack that is gone shows here.</summary>
    private void AddDamage(string blame)
    {
        if (!blame.StartsWith(RepositoryLayout.Packs, StringComparison.Ordinal))
            return;
        bool isThere = ObjectId.TryParse(blame.AsSpan(blame.LastIndexOf('/') + 1), out ObjectId id) && state.Packs.TryGetValue(id, out PackEntry? pack) && pack.Size is not null;
        DataDamagedException error = isThere ? Damage.In(blame, "what restore points need of it cannot be read") : Damage.Missing(blame);
        state.Add(StoredObjectKind.Pack, blame, error, state.Losses.StoredObjects.Contains(blame));
    }

    private void Add(HeldObject held, (int First, int End) heads, ItemVersion? version, string blame)
    {
        DamagedPoint[] points = [.. _points
            .Between(held.Target.Identity.JobId, held.Heads[heads.First].FirstSequence, held.Heads[heads.End - 1].EndSequence)
            .Select(p => new DamagedPoint(p.Id, p.JobId, p.Sequence))];
        _items.Add(new DamagedItem(
            held.Target.Id, held.Heads[heads.First].Segment.Head, held.Target.Identity, version, blame, points, held.Heads[heads.End - 1].Segment.Head, held.Heads[heads.End - 1].IsNewest));
    }
}
