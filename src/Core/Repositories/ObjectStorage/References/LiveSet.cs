using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.References;

/// <summary>What surviving restore points need. Memory: 4 bytes for a block, some tens for a pack or a segment. Safe for concurrent use while it is filled.</summary>
internal sealed class LiveSet
{
    private readonly Dictionary<ObjectId, LivePack> _packs = [];
    private readonly Dictionary<ObjectId, int> _segments = [];
    private readonly HashSet<(UInt128 Id, int Length)> _homeless = [];
    private readonly HashSet<Sha256Hash> _lists = [];
    private readonly HashSet<ObjectId> _moved = [];
    private readonly Lock _sync = new();

    /// <summary>The packs that are needed and there.</summary>
    public IReadOnlyDictionary<ObjectId, LivePack> Packs => _packs;

    /// <summary>The segments that are needed, by the id at the end of their names, and how many parts each has.</summary>
    public IReadOnlyDictionary<ObjectId, int> Segments => _segments;

    /// <summary>Repacked packs whose records are needed to find blocks.</summary>
    public IReadOnlySet<ObjectId> Moved => _moved;

    /// <summary>Chunks (first half of the id, length) whose pack is gone; <see cref="ReferenceScan"/> looks for them in the index files. What is left was found nowhere.</summary>
    public IReadOnlySet<(UInt128 Id, int Length)> Homeless => _homeless;

    /// <summary>Says that a block is needed.</summary>
    public void Add(ObjectId pack, int offset, long size)
    {
        lock (_sync)
        {
            if (!_packs.TryGetValue(pack, out LivePack? live))
                _packs.Add(pack, live = new LivePack { Size = size });
            live.Add(offset);
        }
    }

    /// <summary>Says that a segment is needed.</summary>
    public void Add(SegmentReference segment, int parts)
    {
        if (!RepositoryLayout.TryParseSegmentName(segment.Name, out ObjectId id))
            throw Damage.Reference("it names no segment");
        lock (_sync)
            _segments[id] = parts;
    }

    /// <summary>Says which records of repacking are needed.</summary>
    public void AddMoved(IEnumerable<ObjectId> packs) => _moved.UnionWith(packs);

    /// <summary>Says that a chunk is needed whose pack is gone.</summary>
    public void AddHomeless(Sha256Hash id, int length)
    {
        lock (_sync)
            _homeless.Add((Half(id), length));
    }

    /// <summary>Says that a chunk was found after all.</summary>
    public bool TakeHomeless(Sha256Hash id, int length) => _homeless.Remove((Half(id), length));

    /// <summary>True the first time a list of chunks is met.</summary>
    public bool IsNewList(Sha256Hash id)
    {
        lock (_sync)
            return _lists.Add(id);
    }

    private static UInt128 Half(Sha256Hash id)
    {
        Span<byte> bytes = stackalloc byte[Sha256Hash.Size];
        id.CopyTo(bytes);
        return ObjectId.Read(bytes).Value;
    }
}
