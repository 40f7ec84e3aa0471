using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>A session: one run of a job.</summary>
public sealed class BackupSessionView
{
    private readonly BackupSession _session;
    private readonly DateTimeOffset _now;

    internal BackupSessionView(BackupSession session, DateTimeOffset now)
    {
        _session = session;
        _now = now;
    }

    /// <summary>Its id.</summary>
    public Guid Id => _session.Id;

    /// <summary>The job's name at the time.</summary>
    public string JobName => _session.JobName;

    /// <summary>The job.</summary>
    public Guid JobId => _session.JobId;

    /// <summary>Full or Incremental; null until the objects are resolved.</summary>
    public SessionKind? Kind => _session.Kind;

    /// <summary>Its state.</summary>
    public SessionStatus Status => _session.Status;

    /// <summary>When it started (UTC).</summary>
    public DateTimeOffset StartedAt => _session.StartedAt;

    /// <summary>When it ended (UTC); null while it runs.</summary>
    public DateTimeOffset? EndedAt => _session.EndedAt;

    /// <summary>How long it took, or has been running.</summary>
    public TimeSpan Duration => (_session.EndedAt ?? _now) - _session.StartedAt is { Ticks: > 0 } duration ? duration : TimeSpan.Zero;

    /// <summary>Which attempt of a retried start; the first is 1.</summary>
    public int Attempt => _session.Attempt;

    /// <summary>Objects (object and workload) processed to the end.</summary>
    public int Objects => _session.Statistics.ObjectsDone;

    /// <summary>Objects to process.</summary>
    public int ObjectsTotal => _session.Statistics.ObjectsTotal;

    /// <summary>Items whose content was moved.</summary>
    public long Items => _session.Statistics.ItemsTransferred;

    /// <summary>Items found removed at the source.</summary>
    public long RemovedItems => _session.Statistics.ItemsRemoved;

    /// <summary>Content bytes read from the source.</summary>
    public long BytesRead => _session.Statistics.BytesRead;

    /// <summary>Bytes written, after deduplication and compression.</summary>
    public long BytesWritten => _session.Statistics.BytesWritten;

    /// <summary>Requests sent to the source.</summary>
    public long Requests => _session.Statistics.Requests;

    /// <summary>Requests that the source refused for now, because there were too many.</summary>
    public long ThrottledRequests => _session.Statistics.ThrottledRequests;

    /// <summary>Time spent waiting because the source asked for it, added up over all requests.</summary>
    public TimeSpan Throttled => _session.Statistics.Throttled;

    /// <summary>What the restore point does not hold.</summary>
    public long Gaps => _session.Statistics.Gaps;

    /// <summary>The restore point it made.</summary>
    public Guid? RestorePointId => _session.RestorePointId;

    /// <summary>The machine that ran it.</summary>
    public string Machine => _session.Owner.Machine;

    /// <summary>The process that ran it.</summary>
    public int ProcessId => _session.Owner.ProcessId;

    /// <summary>Why it failed.</summary>
    public string? Message => _session.Message;

    /// <summary>What people read.</summary>
    public override string ToString() => $"{JobName} {Status}";
}
