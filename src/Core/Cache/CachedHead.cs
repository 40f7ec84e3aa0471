using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>A head and the restore points that hold it.</summary>
/// <param name="Segment">Its segment.</param>
/// <param name="FirstSequence">The restore point that moved the object to this head.</param>
/// <param name="EndSequence">The restore point that moved it on; the greatest number when none did.</param>
public sealed record CachedHead(SegmentReference Segment, long FirstSequence, long EndSequence)
{
    /// <summary>True when the newest restore point holds it.</summary>
    public bool IsNewest => EndSequence == long.MaxValue;
}
