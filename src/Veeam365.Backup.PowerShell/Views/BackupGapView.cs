using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>Something a restore point does not hold, why, and what to do.</summary>
public sealed class BackupGapView
{
    private readonly RestorePoint _point;
    private readonly RestoreGap _gap;

    internal BackupGapView(RestorePoint point, RestoreGap gap)
    {
        _point = point;
        _gap = gap;
    }

    /// <summary>Why.</summary>
    public GapReason Reason => _gap.Gap.Reason;

    /// <summary>Address or name of the object it belongs to.</summary>
    public string Object => _gap.Identity.Object.Label;

    /// <summary>The workload.</summary>
    public Workload Workload => _gap.Identity.Workload;

    /// <summary>What is missing: a file's or folder's name, a kind and a key for anything else.</summary>
    public string Name => _gap.Gap.Name;

    /// <summary>What happened.</summary>
    public string Message => _gap.Gap.Message;

    /// <summary>What can be done about it.</summary>
    public string RecommendedAction => _gap.RecommendedAction;

    /// <summary>When a session first missed it (UTC); null where that was not recorded.</summary>
    public DateTimeOffset? Since => _gap.Gap.Since;

    /// <summary>The source's immutable id of the item; null when the whole object failed.</summary>
    public string? Key => _gap.Gap.ItemKey;

    /// <summary>True when all of the object failed in that session: the restore point holds it as it was before, or not at all.</summary>
    public bool IsWholeObject => _gap.Gap.ItemKey is null;

    /// <summary>The job.</summary>
    public string JobName => _point.JobName;

    /// <summary>The restore point.</summary>
    public Guid RestorePointId => _point.Id;

    /// <summary>When that was made (UTC).</summary>
    public DateTimeOffset RestorePointTime => _point.CreatedAt;

    /// <summary>What people read.</summary>
    public override string ToString() => $"{Name}: {Reason}";
}
