using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.References;

/// <summary>A segment among those of its object that surviving heads need. Its parent is the segment it builds on.</summary>
internal sealed class SegmentNode(SegmentReference segment)
{
    private readonly List<SegmentNode> _children = [];
    private UInt128[] _touched = [];

    /// <summary>The segment.</summary>
    public SegmentReference Segment { get; } = segment;

    /// <summary>The surviving head that ends with this segment; null for one that is only built on.</summary>
    public HeldHead? Held { get; set; }

    /// <summary>Says that another segment builds on this one.</summary>
    public void Add(SegmentNode child) => _children.Add(child);

    /// <summary>Remembers the items that the segment changes or removes: 16 bytes each.</summary>
    public void Remember(List<UInt128> keys)
    {
        _touched = [.. keys];
        Array.Sort(_touched);
    }

    /// <summary>What stands for an item's key here.</summary>
    public static UInt128 HashOf(string key)
    {
        KeyHash hash = KeyHash.Of(key);
        return new UInt128(hash.High, hash.Low);
    }

    /// <summary>The surviving heads in whose tree this segment's version of an item is: those that reach it without passing a segment that changes the item again.</summary>
    public IEnumerable<HeldHead> HeadsWith(UInt128 key)
    {
        if (Held is not null)
            yield return Held;
        foreach (SegmentNode child in _children)
        {
            if (Array.BinarySearch(child._touched, key) >= 0)
                continue;
            foreach (HeldHead head in child.HeadsWith(key))
                yield return head;
        }
    }

    /// <summary>True when at least one surviving head has this segment's version of the item.</summary>
    public bool IsLive(UInt128 key)
    {
        if (Held is not null)
            return true;
        foreach (SegmentNode child in _children)
        {
            if (Array.BinarySearch(child._touched, key) < 0 && child.IsLive(key))
                return true;
        }

        return false;
    }
}
