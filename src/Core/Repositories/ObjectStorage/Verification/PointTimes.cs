using Veeam365.Backup.Core.Cache;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>The restore points of the cache, and since when all that each needs is known to be intact.</summary>
internal sealed class PointTimes
{
    private readonly Dictionary<Guid, List<CachedPoint>> _points = [];
    private readonly Dictionary<Guid, DateTimeOffset?> _times = [];

    /// <summary>Adds a restore point, oldest of its job first, intact as far as is known.</summary>
    public void Add(CachedPoint point, DateTimeOffset? time)
    {
        if (!_points.TryGetValue(point.JobId, out List<CachedPoint>? job))
            _points.Add(point.JobId, job = []);
        job.Add(point);
        _times.Add(point.Id, time);
    }

    /// <summary>The times; null for a restore point that is damaged or needs something that was never read.</summary>
    public IReadOnlyDictionary<Guid, DateTimeOffset?> Times => _times;

    /// <summary>The restore points from one sequence to below another.</summary>
    public IEnumerable<CachedPoint> Between(Guid job, long first, long end)
    {
        if (!_points.TryGetValue(job, out List<CachedPoint>? points))
            yield break;
        int low = 0;
        int high = points.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (points[middle].Sequence < first)
                low = middle + 1;
            else
                high = middle;
        }

        for (; low < points.Count && points[low].Sequence < end; low++)
            yield return points[low];
    }

    /// <summary>Says since when something that a restore point needs is known to be intact; null for never.</summary>
    public void Needs(CachedPoint point, DateTimeOffset? time)
    {
        if (_times[point.Id] is { } held && (time is null || time < held))
            _times[point.Id] = time;
    }
}
