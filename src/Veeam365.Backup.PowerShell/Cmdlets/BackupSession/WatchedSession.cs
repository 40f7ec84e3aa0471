using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>A session as it was found at the last look.</summary>
/// <param name="Session">The session.</param>
/// <param name="Tasks">Objects at work.</param>
/// <param name="Log">The last lines of its log.</param>
/// <param name="ItemsPerSecond">Items a second since the look before; null at the first.</param>
/// <param name="BytesPerSecond">Bytes a second since the look before; null at the first.</param>
/// <param name="Now">When it was looked at (UTC).</param>
internal sealed record WatchedSession(
    BackupSession Session, IReadOnlyList<SessionTask> Tasks, IReadOnlyList<SessionLogEntry> Log, double? ItemsPerSecond, double? BytesPerSecond, DateTimeOffset Now)
{
    /// <summary>How long it runs, or ran.</summary>
    public TimeSpan Elapsed => (Session.EndedAt ?? Now) - Session.StartedAt;

    /// <summary>How much is done, 0 to 1; null while unknown.</summary>
    public double? Fraction => Session.Statistics is { ObjectsTotal: > 0 } moved ? Math.Min(1, (double)moved.ObjectsDone / moved.ObjectsTotal) : null;

    /// <summary>True until it has ended.</summary>
    public bool IsOpen => Session.Status is SessionStatus.Queued or SessionStatus.Running;
}
