using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>What a validation knows of a pack: a few bytes for each of its blocks.</summary>
internal sealed class PackEntry(ObjectId id)
{
    private int[] _offsets = [];
    private int[] _stored = [];
    private int[] _plain = [];
    private HashSet<int>? _badBlocks;
    private bool _isReferenced;

    /// <summary>Its id.</summary>
    public ObjectId Id { get; } = id;

    /// <summary>Its key in the store.</summary>
    public string Key => RepositoryLayout.Pack(Id);

    /// <summary>Its size as listed; null when it is not there.</summary>
    public long? Size { get; set; }

    /// <summary>Its size as an index file has it; null when none describes it.</summary>
    public long? IndexedSize { get; private set; }

    /// <summary>Its hash as an index file has it.</summary>
    public Sha256Hash Hash { get; private set; }

    /// <summary>True when its blocks are known.</summary>
    public bool IsDescribed { get; private set; }

    /// <summary>When all of it was last found intact.</summary>
    public DateTimeOffset? IntactAt { get; set; }

    /// <summary>True when nothing in it can be used.</summary>
    public bool IsLost { get; set; }

    /// <summary>True when content that a restore point holds is in it.</summary>
    public bool IsReferenced
    {
        get => Volatile.Read(ref _isReferenced);
        set => Volatile.Write(ref _isReferenced, value);
    }

    /// <summary>True when it is there and may hold what restore points need: one that an index describes may hold what was moved from packs that are gone.</summary>
    public bool IsToBeRead => Size is not null && (IsReferenced || IndexedSize is not null);

    /// <summary>True when something in it was found damaged.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Its blocks: where each begins, its length there and decoded.</summary>
    public IEnumerable<(int Offset, int Stored, int Plain)> Blocks => _offsets.Select((offset, i) => (offset, _stored[i], _plain[i]));

    /// <summary>Learns its blocks from an index file.</summary>
    public void Describe(IndexedPack pack)
    {
        IndexedSize = pack.Size;
        Hash = pack.Hash;
        Describe(pack.Blocks);
    }

    /// <summary>Learns its blocks from its own directory.</summary>
    public void Describe(IReadOnlyList<DirectoryBlock> blocks)
    {
        IsDescribed = true;
        _offsets = [.. blocks.Select(b => b.Offset)];
        _stored = [.. blocks.Select(b => b.Stored)];
        _plain = [.. blocks.Select(b => b.Plain)];
    }

    /// <summary>Notes damage.</summary>
    /// <param name="badBlocks">Offsets of blocks that cannot be used.</param>
    public void Damaged(IReadOnlyCollection<int> badBlocks)
    {
        IsDamaged = true;
        IntactAt = null;
        if (badBlocks.Count > 0)
            _badBlocks = [.. badBlocks];
    }

    /// <summary>True when the block can be used.</summary>
    public bool IsGood(int offset) => Size is not null && !IsLost && _badBlocks?.Contains(offset) != true;

    /// <summary>True when there is a block there that a chunk of this place can lie in.</summary>
    public bool Holds(ChunkPlace place)
    {
        int block = Array.BinarySearch(_offsets, place.Offset);
        return block >= 0 && _stored[block] == place.Stored && (long)place.InBlock + place.Length <= _plain[block];
    }
}
