using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>An object as the cache knows it.</summary>
/// <param name="Id">The cache's own number for it.</param>
/// <param name="Identity">Who it is.</param>
/// <param name="Committed">Its newest committed head; null when it was never committed.</param>
/// <param name="Applied">The newest head that is completely applied, committed or not; differs from <paramref name="Committed"/> only between a crash and its repair. Null for none.</param>
/// <param name="Totals">Items and bytes alive at the committed head.</param>
public sealed record CachedObject(long Id, ObjectIdentity Identity, SegmentReference? Committed, SegmentReference? Applied, HeadTotals Totals)
{
    /// <summary>A head beyond the committed one that a session which died had completed; null for none.</summary>
    public HeadRecord? Kept { get; init; }

    /// <summary>The head that the next one builds on; null for none.</summary>
    public SegmentReference? Newest => Kept?.Segment ?? Committed;
}
