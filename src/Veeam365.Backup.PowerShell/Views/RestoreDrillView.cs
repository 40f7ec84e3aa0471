using Veeam365.Backup.Core.Restore;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>What a restore drill found.</summary>
public sealed class RestoreDrillView
{
    private readonly DrillReport _report;

    internal RestoreDrillView(DrillReport report) => _report = report;

    /// <summary>The job.</summary>
    public string JobName => _report.Point.JobName;

    /// <summary>The restore point.</summary>
    public Guid RestorePointId => _report.Point.Id;

    /// <summary>When that was made (UTC).</summary>
    public DateTimeOffset RestorePointTime => _report.Point.CreatedAt;

    /// <summary>Items read from end to end.</summary>
    public long Items => _report.Items;

    /// <summary>Items that the restore point holds, of those asked for.</summary>
    public long ItemsTotal => _report.ItemsTotal;

    /// <summary>Bytes read.</summary>
    public long Bytes => _report.Bytes;

    /// <summary>Bytes that the restore point holds, of the items asked for.</summary>
    public long BytesTotal => _report.BytesTotal;

    /// <summary>Items that are not what was backed up; each is an error of its own.</summary>
    public long Damaged => _report.Damaged;

    /// <summary>Time of reading.</summary>
    public TimeSpan Elapsed => _report.Elapsed;

    /// <summary>Items read a second.</summary>
    public double ItemsPerSecond => _report.ItemsPerSecond;

    /// <summary>Bytes read a second.</summary>
    public double BytesPerSecond => _report.BytesPerSecond;

    /// <summary>How long reading everything would take at this rate.</summary>
    public TimeSpan? EstimateForAll => _report.EstimateForAll;

    /// <summary>How long restoring everything would take at the rate of the scratch restore; null without one.</summary>
    public TimeSpan? EstimateForRestore => _report.EstimateForRestore;

    /// <summary>The restore session of the scratch restore; null without one.</summary>
    public Guid? ScratchSessionId => _report.Scratch?.Id;

    /// <summary>What people read.</summary>
    public override string ToString() => $"{JobName}: {Items} items read, {Damaged} damaged";
}
