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

    /// <summary>
    /// Takes a session over for a proxy: one that waits for it or its pool, or that runs there and whose lease ran out. Raises its epoch, so that whoever held it can neither commit nor close it.
    /// </summary>
    /// <returns>The session; null when there is none.</returns>
    Task<BackupSession?> TakeAsync(SessionTaking taking, CancellationToken cancellationToken);

    /// <summary>Sessions that a proxy may work for: resolved and not yet about to commit, of the highest priority first.</summary>
    Task<IReadOnlyList<BackupSession>> ListOpenAsync(Guid proxyId, Guid? poolId, bool reachesOnPremises, CancellationToken cancellationToken);

    /// <summary>Renews the lease and stores the statistics so far.</summary>
    /// <returns>Whether the session is still ours, whether it shall stop, and what other members did.</returns>
    Task<SessionHeartbeat> RenewAsync(SessionHold hold, SessionStatistics statistics, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Stores what a member has moved so far.</summary>
    /// <returns>Whether there is still work to be done for the session, and whether it shall stop.</returns>
    Task<SessionHeartbeat> RenewMemberAsync(SessionMember member, SessionStatistics statistics, CancellationToken cancellationToken);

    /// <summary>Gives a session up, so that another proxy goes on with it: at once, or after a while when something it needs was out of reach, which is counted.</summary>
    Task LeaveAsync(SessionHold hold, TimeSpan? backoff, CancellationToken cancellationToken);

    /// <summary>Gives a holder's tasks back, so that others can claim them at once.</summary>
    Task ReturnTasksAsync(Guid sessionId, string holder, CancellationToken cancellationToken);

    /// <summary>Records what was resolved, its tasks with it.</summary>
    /// <exception cref="ConflictException">Session.TakenOver: somebody else holds the session, or it has a plan already.</exception>
    Task PlanAsync(SessionHold hold, SessionPlan plan, IReadOnlyList<SessionTask> tasks, CancellationToken cancellationToken);

    /// <summary>
    /// Begins the commit: from here on no task is given out and no outcome is recorded any more, and the restore point has this sequence, whoever commits it.
    /// </summary>
    /// <returns>The sequence: the one given, or the one that an earlier holder began with.</returns>
    /// <exception cref="ConflictException">Session.TakenOver: somebody else holds the session.</exception>
    Task<long> BeginCommitAsync(SessionHold hold, long sequence, CancellationToken cancellationToken);

    /// <summary>Records whether the session is full or incremental.</summary>
    Task SetKindAsync(Guid sessionId, SessionKind kind, CancellationToken cancellationToken);

    /// <summary>Ends a session; its unfinished tasks become Stopped.</summary>
    Task CloseAsync(SessionHold hold, SessionClosing closing, CancellationToken cancellationToken);

    /// <summary>Asks for a running session to be stopped; whoever works for it sees it at once or at the next heartbeat. One that nobody runs is closed.</summary>
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

    /// <summary>
    /// Renews the leases of tasks of this holder. Only of those that it knows it works on: one whose claim it never heard of goes to somebody else.
    /// </summary>
    /// <returns>The tasks that it still holds.</returns>
    Task<IReadOnlyList<Guid>> RenewTasksAsync(IReadOnlyCollection<Guid> tasks, string holder, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Stores what running tasks have moved so far, if their epochs are the current ones.</summary>
    Task ReportTasksAsync(IReadOnlyList<TaskProgress> progress, CancellationToken cancellationToken);

    /// <summary>How much is left to do.</summary>
    Task<TaskCounts> CountTasksAsync(Guid sessionId, CancellationToken cancellationToken);

    /// <summary>Records a task's outcome if the epoch is still the current one.</summary>
    /// <returns>False when somebody else claimed the task since: nothing of this outcome counts.</returns>
    Task<bool> CompleteTaskAsync(Guid taskId, int epoch, TaskOutcome outcome, CancellationToken cancellationToken);

    /// <summary>Running tasks of a session, largest weight first, at most so many.</summary>
    Task<IReadOnlyList<SessionTask>> ListRunningTasksAsync(Guid sessionId, int limit, CancellationToken cancellationToken);

    /// <summary>How long the tasks of a session took that came to an end by themselves: milliseconds by object key.</summary>
    Task<IReadOnlyDictionary<string, long>> ListTaskTimesAsync(Guid sessionId, CancellationToken cancellationToken);

    /// <summary>The tasks of a session, largest weight first.</summary>
    Task<IReadOnlyList<SessionTask>> ListTasksAsync(Guid sessionId, CancellationToken cancellationToken);
}
