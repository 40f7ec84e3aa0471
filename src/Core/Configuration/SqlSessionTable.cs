using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <inheritdoc cref="ISessionTable"/>
internal sealed class SqlSessionTable(SqlStore store) : ISessionTable
{
    private readonly SessionLogRows _log = new(store);
    private readonly SessionTaskRows _tasks = new(store);
    private readonly SharedSessionRows _shared = new(store);

    public Task<BackupSession> CreateAsync(NewSession session, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async unit =>
            {
                await NamedRows.HoldAsync(unit, "jobs", session.JobId, SqlJobTable.What).ConfigureAwait(false);
                await RunningSessions.DisconnectDeadOfJobAsync(unit, session.JobId).ConfigureAwait(false);
                await unit.SignalAsync().ConfigureAwait(false);
                return await SessionRows.TryAddAsync(unit, session).ConfigureAwait(false)
                    ? (await SessionRows.FindAsync(unit, session.Id).ConfigureAwait(false))!
                    : throw await WhyNotAddedAsync(unit, session).ConfigureAwait(false);
            },
            cancellationToken);

    public async Task<IReadOnlyList<BackupSession>> MarkDisconnectedAsync(CancellationToken cancellationToken) =>
        await store.WriteAsync(RunningSessions.DisconnectAllDeadAsync, cancellationToken).ConfigureAwait(false);

    public Task<BackupSession?> TakeAsync(SessionTaking taking, CancellationToken cancellationToken) => _shared.TakeAsync(taking, cancellationToken);

    public Task<IReadOnlyList<BackupSession>> ListOpenAsync(Guid proxyId, Guid? poolId, bool reachesOnPremises, CancellationToken cancellationToken) =>
        _shared.ListOpenAsync(proxyId, poolId, reachesOnPremises, cancellationToken);

    public Task<SessionHeartbeat> RenewAsync(SessionHold hold, SessionStatistics statistics, TimeSpan lease, CancellationToken cancellationToken) =>
        store.NoteAsync(
            async unit =>
            {
                string sql = $"UPDATE sessions SET lease_until = {unit.Dialect.NowPlus("@lease")}, statistics = @statistics WHERE id = @SessionId AND epoch = @Epoch AND status = 'Running'";
                var parameters = new { hold.SessionId, hold.Epoch, statistics = SessionRows.ToJson(statistics), lease = lease.TotalSeconds };
                int renewed = await unit.ExecuteAsync(sql, parameters).ConfigureAwait(false);
                BackupSession session = await SessionRows.FindAsync(unit, hold.SessionId).ConfigureAwait(false) ?? throw Unknown(hold.SessionId);
                return new SessionHeartbeat(renewed == 1, session.StopRequested)
                {
                    Others = session.Proxy.IsDefault ? null : await SharedSessionRows.SumMembersAsync(unit, hold.SessionId).ConfigureAwait(false),
                };
            },
            cancellationToken);

    public Task<SessionHeartbeat> RenewMemberAsync(SessionMember member, SessionStatistics statistics, CancellationToken cancellationToken) =>
        _shared.RenewMemberAsync(member, statistics, cancellationToken);

    public Task LeaveAsync(SessionHold hold, TimeSpan? backoff, CancellationToken cancellationToken) => _shared.LeaveAsync(hold, backoff, cancellationToken);

    public Task ReturnTasksAsync(Guid sessionId, string holder, CancellationToken cancellationToken) => _shared.ReturnTasksAsync(sessionId, holder, cancellationToken);

    public Task PlanAsync(SessionHold hold, SessionPlan plan, IReadOnlyList<SessionTask> tasks, CancellationToken cancellationToken) => _shared.PlanAsync(hold, plan, tasks, cancellationToken);

    public Task<long> BeginCommitAsync(SessionHold hold, long sequence, CancellationToken cancellationToken) => _shared.BeginCommitAsync(hold, sequence, cancellationToken);

    public Task SetKindAsync(Guid sessionId, SessionKind kind, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async unit =>
            {
                if (await unit.ExecuteAsync("UPDATE sessions SET kind = @kind WHERE id = @sessionId", new { sessionId, kind = kind.ToString() }).ConfigureAwait(false) == 0)
                    throw Unknown(sessionId);
            },
            cancellationToken);

    public Task CloseAsync(SessionHold hold, SessionClosing closing, CancellationToken cancellationToken)
    {
        if (closing.Status is SessionStatus.Queued or SessionStatus.Running)
            throw new ArgumentOutOfRangeException(nameof(closing), closing.Status, "A session ends in a last state.");
        return store.WriteAsync(
            async unit =>
            {
                if (!await SessionRows.EndAsync(unit, hold.SessionId, hold.Epoch, closing).ConfigureAwait(false))
                    await ThrowUnlessEndedAsync(unit, hold.SessionId, closing.Status).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public Task<bool> RequestStopAsync(Guid sessionId, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async unit =>
            {
                await unit.SignalAsync().ConfigureAwait(false);
                if (await SharedSessionRows.EndAbandonedAsync(unit, sessionId).ConfigureAwait(false))
                    return true;
                if (await unit.ExecuteAsync("UPDATE sessions SET stop_requested = TRUE WHERE id = @sessionId AND status = 'Running'", new { sessionId }).ConfigureAwait(false) == 1)
                    return true;
                await SessionRows.RequireAsync(unit, sessionId).ConfigureAwait(false);
                return false;
            },
            cancellationToken);

    public Task<BackupSession?> FindAsync(Guid sessionId, CancellationToken cancellationToken) =>
        store.ReadAsync(unit => SessionRows.FindAsync(unit, sessionId), cancellationToken);

    public async IAsyncEnumerable<BackupSession> ListAsync(SessionQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The order of creation, also for two sessions of one instant and after the clock was set back.
        IAsyncEnumerable<ListedSession> pages = store.PagesAsync<ListedSession>(query.Limit, (unit, last, size) => PageAsync(unit, query, last?.Ordinal, size), cancellationToken);
        await foreach (ListedSession listed in pages.ConfigureAwait(false))
            yield return listed.Session;
    }

    public Task AppendLogAsync(Guid sessionId, IReadOnlyList<SessionLogEntry> entries, CancellationToken cancellationToken) =>
        _log.AppendAsync(sessionId, entries, cancellationToken);

    public Task<IReadOnlyList<SessionLogEntry>> ReadLogAsync(Guid sessionId, CancellationToken cancellationToken) => _log.ReadAsync(sessionId, cancellationToken);

    public Task AddTasksAsync(Guid sessionId, IReadOnlyList<SessionTask> tasks, CancellationToken cancellationToken) =>
        _tasks.AddAsync(sessionId, tasks, cancellationToken);

    public Task<SessionTask?> ClaimTaskAsync(Guid sessionId, string holder, TimeSpan lease, CancellationToken cancellationToken) =>
        _tasks.ClaimAsync(sessionId, holder, lease, cancellationToken);

    public Task<IReadOnlyList<Guid>> RenewTasksAsync(IReadOnlyCollection<Guid> tasks, string holder, TimeSpan lease, CancellationToken cancellationToken) =>
        _tasks.RenewAsync(tasks, holder, lease, cancellationToken);

    public Task ReportTasksAsync(IReadOnlyList<TaskProgress> progress, CancellationToken cancellationToken) => _tasks.ReportAsync(progress, cancellationToken);

    public Task<TaskCounts> CountTasksAsync(Guid sessionId, CancellationToken cancellationToken) => _tasks.CountAsync(sessionId, cancellationToken);

    public Task<bool> CompleteTaskAsync(Guid taskId, int epoch, TaskOutcome outcome, CancellationToken cancellationToken) =>
        _tasks.CompleteAsync(taskId, epoch, outcome, cancellationToken);

    public Task<IReadOnlyList<SessionTask>> ListRunningTasksAsync(Guid sessionId, int limit, CancellationToken cancellationToken) => _tasks.ListRunningAsync(sessionId, limit, cancellationToken);

    public Task<IReadOnlyDictionary<string, long>> ListTaskTimesAsync(Guid sessionId, CancellationToken cancellationToken) => _tasks.ListTimesAsync(sessionId, cancellationToken);

    public Task<IReadOnlyList<SessionTask>> ListTasksAsync(Guid sessionId, CancellationToken cancellationToken) => _tasks.ListAsync(sessionId, cancellationToken);

    private static Task<List<ListedSession>> PageAsync(SqlUnit unit, SessionQuery query, long? last, int size)
    {
        string?[] conditions =
        [
            query.JobId is null ? null : "job_id = @JobId",
            query.Status is null ? null : "status = @status",
            last is null ? null : "ordinal < @last",
            "1 = 1",
        ];
        string sql = $"SELECT * FROM sessions WHERE {string.Join(" AND ", conditions.OfType<string>())} ORDER BY ordinal DESC LIMIT @size";
        return unit.QueryAsync(
            sql,
            new { query.JobId, status = query.Status?.ToString(), last, size },
            row => new ListedSession(row.Long("ordinal"), SessionRows.Read(row)));
    }

    private static async Task<Exception> WhyNotAddedAsync(SqlUnit unit, NewSession session)
    {
        if (await RunningSessions.FindOfJobAsync(unit, session.JobId).ConfigureAwait(false) is { } running)
            return RunningSessions.AlreadyRunning(running, "Job.AlreadyRunning");
        return new ConflictException(
            "Session.AlreadyExists",
            $"The session {session.Id} exists already, or another one of the job '{session.JobName}' ended at this moment.",
            "Start the job again.");
    }

    // Ended the same way already: the first call counted, though its caller may not have heard of it.
    private static async Task ThrowUnlessEndedAsync(SqlUnit unit, Guid sessionId, SessionStatus status)
    {
        BackupSession session = await SessionRows.FindAsync(unit, sessionId).ConfigureAwait(false) ?? throw Unknown(sessionId);
        if (session.Status is SessionStatus.Queued or SessionStatus.Running)
            throw SharedSessionRows.TakenOver(session.JobName);
        if (session.Status != status)
        {
            throw new ConflictException(
                "Session.AlreadyEnded",
                $"The session of job '{session.JobName}' was ended as {session.Status} by somebody else.",
                "Look at its log and at what the newest session did (Get-BackupSession).");
        }
    }

    private static NotFoundException Unknown(Guid sessionId) => TableErrors.Unknown(SessionRows.What, sessionId);

    private sealed record ListedSession(long Ordinal, BackupSession Session);
}
