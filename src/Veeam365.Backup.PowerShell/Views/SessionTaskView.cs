using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>One object and workload in one session.</summary>
public sealed class SessionTaskView
{
    private readonly SessionTask _task;

    internal SessionTaskView(SessionTask task, DateTimeOffset now)
    {
        _task = task;
        TimeSpan? took = task.StartedAt is null ? null : (task.EndedAt ?? (task.Status == SessionTaskStatus.Running ? now : null)) - task.StartedAt;
        Duration = took;
        if (took is { } time && time > TimeSpan.Zero)
        {
            ItemsPerSecond = Math.Round(task.Statistics.ItemsTransferred / time.TotalSeconds, 1);
            BytesPerSecond = (long)(task.Statistics.BytesRead / time.TotalSeconds);
        }
    }

    /// <summary>The proxy that works or worked on it, or the machine where the default one did; null while nobody does.</summary>
    public string? Proxy => _task.Holder?.Split('/')[0];

    /// <summary>How often it was claimed: more than once when a proxy died or left.</summary>
    public int Claims => _task.Epoch;

    /// <summary>Items a second since it was begun; null until then.</summary>
    public double? ItemsPerSecond { get; }

    /// <summary>Bytes a second since it was begun; null until then.</summary>
    public long? BytesPerSecond { get; }

    /// <summary>The session.</summary>
    public Guid SessionId => _task.SessionId;

    /// <summary>Its address or name.</summary>
    public string Object => _task.Identity.Object.Label;

    /// <summary>Its workload.</summary>
    public Workload Workload => _task.Identity.Workload;

    /// <summary>Its state.</summary>
    public SessionTaskStatus Status => _task.Status;

    /// <summary>Items whose content was moved.</summary>
    public long Items => _task.Statistics.ItemsTransferred;

    /// <summary>Items found removed at the source.</summary>
    public long RemovedItems => _task.Statistics.ItemsRemoved;

    /// <summary>Content bytes read.</summary>
    public long BytesRead => _task.Statistics.BytesRead;

    /// <summary>What could not be read.</summary>
    public long Gaps => _task.Statistics.Gaps;

    /// <summary>When it was begun (UTC).</summary>
    public DateTimeOffset? StartedAt => _task.StartedAt;

    /// <summary>How long it took, or takes so far; null until it is begun.</summary>
    public TimeSpan? Duration { get; }

    /// <summary>Who works or worked on it.</summary>
    public string? Holder => _task.Holder;

    /// <summary>Why it failed.</summary>
    public string? Message => _task.Message;

    /// <summary>What people read.</summary>
    public override string ToString() => $"{Object} {Workload} {Status}";
}
