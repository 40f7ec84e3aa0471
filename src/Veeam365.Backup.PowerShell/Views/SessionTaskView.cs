using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>One object and workload in one session.</summary>
public sealed class SessionTaskView
{
    private readonly SessionTask _task;

    internal SessionTaskView(SessionTask task) => _task = task;

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

    /// <summary>How long it took; null until it is done.</summary>
    public TimeSpan? Duration => _task.EndedAt - _task.StartedAt;

    /// <summary>Who works or worked on it.</summary>
    public string? Holder => _task.Holder;

    /// <summary>Why it failed.</summary>
    public string? Message => _task.Message;

    /// <summary>What people read.</summary>
    public override string ToString() => $"{Object} {Workload} {Status}";
}
