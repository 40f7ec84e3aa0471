namespace Veeam365.Backup.Core.Model;

/// <summary>The state of a session task.</summary>
public enum SessionTaskStatus
{
    /// <summary>Nobody works on it.</summary>
    Pending,

    /// <summary>Claimed under a lease.</summary>
    Running,

    /// <summary>Done.</summary>
    Success,

    /// <summary>Done with gaps.</summary>
    Warning,

    /// <summary>Failed; its last good head stays.</summary>
    Failed,

    /// <summary>The object has no such workload (no mailbox, no drive).</summary>
    Absent,

    /// <summary>Stopped before it was done.</summary>
    Stopped,
}
