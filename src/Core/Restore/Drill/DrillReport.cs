using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>What a restore drill found.</summary>
/// <param name="Point">The restore point.</param>
/// <param name="Items">Items read from end to end.</param>
/// <param name="Bytes">Bytes of them.</param>
/// <param name="ItemsTotal">Items that the restore point holds (of those asked for).</param>
/// <param name="BytesTotal">Bytes of them.</param>
/// <param name="Damaged">Items that are not what was backed up.</param>
/// <param name="Elapsed">Time of reading.</param>
public sealed record DrillReport(RestorePoint Point, long Items, long Bytes, long ItemsTotal, long BytesTotal, long Damaged, TimeSpan Elapsed)
{
    /// <summary>The restore to the scratch user; null without.</summary>
    public RestoreSession? Scratch { get; init; }

    /// <summary>Items read a second.</summary>
    public double ItemsPerSecond => Items / Math.Max(Elapsed.TotalSeconds, 0.001);

    /// <summary>Bytes read a second.</summary>
    public double BytesPerSecond => Bytes / Math.Max(Elapsed.TotalSeconds, 0.001);

    /// <summary>How long reading everything would take at this rate; the slower of items and bytes counts.</summary>
    public TimeSpan? EstimateForAll => Estimate(Elapsed);

    /// <summary>How long restoring everything to Microsoft 365 would take at the rate of the scratch restore; null without one.</summary>
    public TimeSpan? EstimateForRestore => Scratch is { EndedAt: { } ended } scratch ? Estimate(ended - scratch.StartedAt) : null;

    private TimeSpan? Estimate(TimeSpan measured)
    {
        if (Items == 0)
            return null;
        double times = Math.Max((double)ItemsTotal / Items, Bytes == 0 ? 0 : (double)BytesTotal / Bytes);
        return measured * Math.Max(1, times);
    }
}
