using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>Which restore points of a job were removed, as it is stored (JSON). Each one holds what the one before it held and is still of use.</summary>
internal sealed record RemovalDocument
{
    /// <summary>How many of the last ones of an unbroken beginning are still named.</summary>
    private const int Remembered = 64;

    /// <summary>The job.</summary>
    public required Guid JobId { get; init; }

    /// <summary>All restore points up to this sequence were removed.</summary>
    public long RemovedThrough { get; init; }

    /// <summary>Restore points removed since the job began.</summary>
    public long Count { get; init; }

    /// <summary>The removed ones: all above <see cref="RemovedThrough"/>, and the last below it.</summary>
    public IReadOnlyList<RemovedPoint> Points { get; init; } = [];

    /// <summary>The head lists of restore points whose parent was removed and which do not list all heads themselves.</summary>
    public IReadOnlyList<HeadListLink> Heads { get; init; } = [];

    /// <summary>When it was written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>By whom.</summary>
    public required string By { get; init; }

    /// <summary>True when the restore point was removed on purpose.</summary>
    public bool Holds(long sequence) => sequence <= RemovedThrough || Points.Any(p => p.Sequence == sequence);

    /// <summary>The hash of a removed restore point; null when it is not known any more.</summary>
    public Sha256Hash? HashOf(long sequence) => Points.FirstOrDefault(p => p.Sequence == sequence)?.Hash;

    /// <summary>This with more restore points removed.</summary>
    /// <param name="points">Those that go.</param>
    /// <param name="heads">The head lists that are needed from now on.</param>
    /// <param name="at">When.</param>
    /// <param name="by">By whom.</param>
    public RemovalDocument With(IEnumerable<RemovedPoint> points, IReadOnlyList<HeadListLink> heads, DateTimeOffset at, string by)
    {
        var all = new SortedDictionary<long, RemovedPoint>(Points.ToDictionary(static p => p.Sequence));
        long added = 0;
        foreach (RemovedPoint point in points)
        {
            if (point.Sequence > RemovedThrough && !all.ContainsKey(point.Sequence))
                added++;
            all[point.Sequence] = point;
        }

        long through = RemovedThrough;
        while (all.ContainsKey(through + 1))
            through++;
        return this with
        {
            RemovedThrough = through,
            Count = Count + added,
            Points = [.. all.Values.Where(p => p.Sequence > through - Remembered)],
            Heads = heads,
            At = at,
            By = by,
        };
    }
}
