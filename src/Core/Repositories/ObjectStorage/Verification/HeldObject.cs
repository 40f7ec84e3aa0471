using Veeam365.Backup.Core.Cache;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>An object's heads, and since when all that each needs is known to be intact.</summary>
internal sealed class HeldObject(CachedObject target, IReadOnlyList<CachedHead> heads, DateTimeOffset now)
{
    private readonly DateTimeOffset?[] _times = [.. heads.Select(_ => (DateTimeOffset?)now)];

    /// <summary>The object.</summary>
    public CachedObject Target { get; } = target;

    /// <summary>Its heads, oldest first.</summary>
    public IReadOnlyList<CachedHead> Heads { get; } = heads;

    /// <summary>The heads that hold a version: from the first index to below the second.</summary>
    public (int First, int End) HeadsOf(HeldVersion version) => (FirstFrom(version.FirstHead), FirstFrom(version.EndHead));

    /// <summary>Says since when something that some heads need is known to be intact; null for never.</summary>
    public void Needs((int First, int End) heads, DateTimeOffset? time)
    {
        for (int i = heads.First; i < heads.End; i++)
        {
            if (_times[i] is { } held && (time is null || time < held))
                _times[i] = time;
        }
    }

    /// <summary>Hands the heads' times on to the restore points that hold them.</summary>
    public void Settle(PointTimes points)
    {
        for (int i = 0; i < Heads.Count; i++)
        {
            foreach (CachedPoint point in points.Between(Target.Identity.JobId, Heads[i].FirstSequence, Heads[i].EndSequence))
                points.Needs(point, _times[i]);
        }
    }

    private int FirstFrom(int head)
    {
        int low = 0;
        int high = Heads.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Heads[middle].Segment.Head < head)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
