using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Sessions in the configuration database.</summary>
public interface ISessionTable
{
    /// <summary>
    /// Creates a running session under a lease. A running session of the same job whose lease ran out, or whose process is known to be dead
    /// (<see cref="SessionOwner.IsKnownDead"/>), is marked Disconnected with its unfinished tasks Stopped; one that lives makes the call fail.
    /// Of two calls at once exactly one succeeds.
    /// </summary>
    /// <exception cref="ConflictException">Job.AlreadyRunning: a session of this job runs; says where and since when.</exception>
    Task<BackupSession> CreateAsync(NewSession session, CancellationToken cancellationToken);

    /// <summary>Marks every running session whose process is known to be dead or whose lease ran out Disconnected.</summary>
    /// <returns>The sessions marked.</returns>
    Task<IReadOnlyList<BackupSession>> MarkDisconnectedAsync(CancellationToken cancellationToken);

    /// <summary>Renews the lease and stores the statistics so far.</summary>
    /// <returns>Whether the session is still ours, and whether it shall stop.</returns>
    Task<SessionHeartbeat> RenewAsync(Guid sessionId, SessionStatistics statistics, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Records whether the session is full or incremental.</summary>
    Task SetKindAsync(Guid sessionId, SessionKind kind, CancellationToken cancellationToken);

    /// <summary>Ends a session; its unfinished tasks become Stopped.</summary>
    Task CloseAsync(Guid sessionId, SessionClosing closing, CancellationToken cancellationToken);

    /// <summary>Asks for a running session to be stopped; whoever runs it sees it at its next heartbeat.</summary>
    /// <returns>False when it does not run.</returns>
    Task<bool> RequestStopAsync(Guid sessionId, CancellationToken cancellationToken);

    /// <summary>The session; null when unknown.</summary>
    Task<BackupSession?> FindAsync(Guid sessionId, CancellationToken cancellationToken);

    /// <summary>Sessions, newest first.</summary>
    IAsyncEnumerable<BackupSession> ListAsync(SessionQuery query, CancellationToken cancellationToken);

    /// <summary>Appends lines to the log; the numbers go on from the last.</summary>
    Task AppendLogAsync(Guid sessionId, IReadOnlyList<SessionLogEntry> entries, CancellationToken cancellationToken);

    /// <summary>The log in order.</summary>
    Task<IReadOnlyList<SessionLogEntry>> ReadLogAsync(Guid sessionId, CancellationToken cancellationToken);

    /// <summary>Adds pending tasks, thousands at a time if need be.</summary>
    Task AddTasksAsync(Guid sessionId, IReadOnlyList<SessionTask> tasks, CancellationToken cancellationToken);

    /// <summary>
    /// Claims the pending task with the largest weight, or one whose lease ran out, and raises its epoch. On PostgreSQL with FOR UPDATE SKIP LOCKED; of several
    /// claimers at once each gets another task.
    /// </summary>
    /// <returns>The task, or null when none is left to claim.</returns>
    Task<SessionTask?> ClaimTaskAsync(Guid sessionId, string holder, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Renews the leases of all tasks of this holder in this session.</summary>
    Task RenewTasksAsync(Guid sessionId, string holder, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Records a task's outcome if the epoch is still the current one.</summary>
    /// <returns>False when somebody else claimed the task since: nothing of this outcome counts.</returns>
    Task<bool> CompleteTaskAsync(Guid taskId, int epoch, TaskOutcome outcome, CancellationToken cancellationToken);

    /// <summary>The tasks of a session, largest weight first.</summary>
    Task<IReadOnlyList<SessionTask>> ListTasksAsync(Guid sessionId, CancellationToken cancellationToken);
}
