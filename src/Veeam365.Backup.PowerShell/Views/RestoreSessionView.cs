using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>A restore session: one run of Restore-BackupItem.</summary>
public sealed class RestoreSessionView
{
    private readonly RestoreSession _session;
    private readonly DateTimeOffset _now;

    internal RestoreSessionView(RestoreSession session, DateTimeOffset now)
    {
        _session = session;
        _now = now;
    }

    /// <summary>Its id.</summary>
    public Guid Id => _session.Id;

    /// <summary>The job whose restore point was restored from.</summary>
    public string JobName => _session.JobName;

    /// <summary>The restore point.</summary>
    public Guid RestorePointId => _session.RestorePointId;

    /// <summary>When that was made (UTC).</summary>
    public DateTimeOffset RestorePointTime => _session.RestorePointTime;

    /// <summary>The organization.</summary>
    public string Organization => _session.OrganizationName;

    /// <summary>Where to.</summary>
    public string Target => _session.Target;

    /// <summary>Its state.</summary>
    public SessionStatus Status => _session.Status;

    /// <summary>When it started (UTC).</summary>
    public DateTimeOffset StartedAt => _session.StartedAt;

    /// <summary>When it ended (UTC); null while it runs.</summary>
    public DateTimeOffset? EndedAt => _session.EndedAt;

    /// <summary>How long it took, or has been running.</summary>
    public TimeSpan Duration => (_session.EndedAt ?? _now) - _session.StartedAt is { Ticks: > 0 } duration ? duration : TimeSpan.Zero;

    /// <summary>Items to restore.</summary>
    public long Items => _session.Statistics.ItemsTotal;

    /// <summary>Items that were missing and are there again.</summary>
    public long Created => _session.Statistics.Created;

    /// <summary>Items that were there in another state and are as they were.</summary>
    public long Replaced => _session.Statistics.Replaced;

    /// <summary>Items put beside what was there.</summary>
    public long Copied => _session.Statistics.Copied;

    /// <summary>Items that were there as they were.</summary>
    public long Unchanged => _session.Statistics.Unchanged;

    /// <summary>Items that were there in another state, and stay so.</summary>
    public long Skipped => _session.Statistics.Skipped;

    /// <summary>Items that could not be restored.</summary>
    public long Failed => _session.Statistics.Failed;

    /// <summary>Content bytes sent.</summary>
    public long BytesSent => _session.Statistics.BytesSent;

    /// <summary>Requests sent.</summary>
    public long Requests => _session.Statistics.Requests;

    /// <summary>Requests that were refused for now.</summary>
    public long ThrottledRequests => _session.Statistics.ThrottledRequests;

    /// <summary>Time spent waiting because the service asked for it, added up over all requests.</summary>
    public TimeSpan Throttled => _session.Statistics.Throttled;

    /// <summary>The machine that ran it.</summary>
    public string Machine => _session.Owner.Machine;

    /// <summary>The process that ran it.</summary>
    public int ProcessId => _session.Owner.ProcessId;

    /// <summary>Why it failed.</summary>
    public string? Message => _session.Message;

    /// <summary>What people read.</summary>
    public override string ToString() => $"{JobName} {Status}";
}
