namespace Veeam365.Backup.Core.Model;

/// <summary>The state of a session.</summary>
public enum SessionStatus
{
    /// <summary>Waiting for its turn or for a retry.</summary>
    Queued,

    /// <summary>At work.</summary>
    Running,

    /// <summary>Done, everything held.</summary>
    Success,

    /// <summary>Done, with gaps.</summary>
    Warning,

    /// <summary>Nothing could be committed, or nothing at all was read.</summary>
    Failed,

    /// <summary>Stopped by a person; what was finished is kept.</summary>
    Stopped,

    /// <summary>Its process died.</summary>
    Disconnected,
}
