using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Tests.Repositories;

/// <summary>
/// A small world of objects and items that is written into a repository session by session, with what every restore point must hold kept in memory beside it.
/// </summary>
internal sealed class RepositoryModel(Random random, Guid? job = null)
{
    /// <summary>The job whose restore points it makes.</summary>
    public Guid JobId { get; } = job ?? RepositoryBench.JobId;

    private readonly Dictionary<string, SegmentReference> _heads = [];
    private Dictionary<string, Dictionary<string, byte[]>> _now = [];

    /// <summary>What each restore point holds: by object, by item key, the content.</summary>
    public Dictionary<long, Dictionary<string, Dictionary<string, byte[]>>> Points { get; } = [];

    /// <summary>The newest restore point.</summary>
    public StoredRestorePoint? Last { get; private set; }

    /// <summary>Largest content that is made.</summary>
    public int LargestContent { get; init; } = 60_000;

    /// <summary>The contents that sessions choose from now and then, so that content repeats.</summary>
    private readonly List<byte[]> _repeated = [.. Enumerable.Range(0, 24).Select(i => RepositoryBench.RandomBytes(20_000 + (i * 3000), i))];

    /// <summary>A copy that goes its own way.</summary>
    public RepositoryModel Copy(Random random)
    {
        var copy = new RepositoryModel(random, JobId) { LargestContent = LargestContent, Last = Last, _now = _now };
        foreach ((string id, SegmentReference head) in _heads)
            copy._heads.Add(id, head);
        foreach ((long sequence, var point) in Points)
            copy.Points.Add(sequence, point);
        return copy;
    }

    /// <summary>Runs a session that changes some objects, and commits it.</summary>
    public async Task<StoredRestorePoint> SessionAsync(IRepositoryWriter writer, DateTimeOffset at, string[]? objects = null, bool listsAll = false) =>
        await CommitAsync(writer, await WriteAsync(writer, objects), at, listsAll);

    /// <summary>Writes what a session changes.</summary>
    public async Task<WrittenSession> WriteAsync(IRepositoryWriter writer, string[]? objects = null)
    {
        var next = _now.ToDictionary(static o => o.Key, static o => new Dictionary<string, byte[]>(o.Value));
        var writing = new Dictionary<string, IObjectWriter>();
        foreach (string id in objects ?? ["a", "b", "c"])
        {
            if (objects is null && _heads.ContainsKey(id) && random.Next(3) == 0)
                continue;
            writing[id] = await WriteAsync(writer, id, next);
        }

        // Side by side, so that they share packs.
        var moved = new Dictionary<string, SegmentReference>();
        foreach ((string id, Task<SegmentReference> completing) in writing.Select(static w => (w.Key, w.Value.CompleteAsync(default))).ToList())
            moved[id] = await completing;
        foreach (IObjectWriter target in writing.Values)
            await target.DisposeAsync();

        return new WrittenSession(next, moved);
    }

    /// <summary>Commits it.</summary>
    public async Task<StoredRestorePoint> CommitAsync(IRepositoryWriter writer, WrittenSession session, DateTimeOffset at, bool listsAll = false)
    {
        var heads = new Dictionary<string, SegmentReference>(_heads);
        foreach ((string id, SegmentReference segment) in session.Moved)
            heads[id] = segment;
        bool all = Last is null || listsAll;
        var manifest = RepositoryBench.Point((Last?.Manifest.Sequence ?? 0) + 1, Last) with
        {
            JobId = JobId,
            CreatedAt = at,
            ListsAllHeads = all,
            Heads = [.. (all ? heads : session.Moved).Select(h => new HeadRecord(Identity(h.Key), h.Value, session.Next[h.Key].Count, 0))],
        };
        Last = await writer.CommitAsync(manifest, default);
        foreach ((string id, SegmentReference segment) in session.Moved)
            _heads[id] = segment;
        _now = session.Next;
        Points[manifest.Sequence] = session.Next.ToDictionary(static o => o.Key, static o => new Dictionary<string, byte[]>(o.Value));
        return Last;
    }

    private ObjectIdentity Identity(string id) => new(RepositoryBench.OrganizationId, JobId, RepositoryBench.Identity(id).Object, Workload.Mailbox);

    private async Task<IObjectWriter> WriteAsync(IRepositoryWriter writer, string id, Dictionary<string, Dictionary<string, byte[]>> next)
    {
        bool full = !_heads.TryGetValue(id, out SegmentReference? parent) || random.Next(8) == 0;
        if (full || !next.TryGetValue(id, out Dictionary<string, byte[]>? items))
            next[id] = items = [];
        int head = (parent?.Head ?? 0) + 1;
        var start = new ObjectWriteStart(Identity(id), head, full ? SegmentKind.Full : SegmentKind.Incremental, full ? null : parent);
        IObjectWriter target = writer.BeginObject(start, new RecordingSink());
        var touched = new HashSet<string>();
        for (int i = random.Next(2, 8); i > 0; i--)
        {
            string key = "item" + random.Next(12);
            if (!touched.Add(key))
                continue;
            if (!full && random.Next(4) == 0)
            {
                await target.WriteRecordAsync(new ChangeRecord.Removed(key), default);
                items.Remove(key);
                continue;
            }

            byte[] content = random.Next(2) == 0 ? _repeated[random.Next(_repeated.Count)] : RepositoryBench.RandomBytes(random.Next(1, LargestContent), random.Next());
            await target.WriteItemAsync(new ItemWrite(RepositoryBench.Version(key), "{\"a\":1}"u8.ToArray(), new MemoryStream(content)), default);
            items[key] = content;
        }

        return target;
    }

    /// <summary>What a session wrote and did not commit yet.</summary>
    internal sealed record WrittenSession(Dictionary<string, Dictionary<string, byte[]>> Next, Dictionary<string, SegmentReference> Moved);
}
