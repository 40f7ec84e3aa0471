using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <inheritdoc cref="ISessionTable"/>
internal sealed class SqlSessionTable(SqlStore store) : ISessionTable
{
    private readonly SessionLogRows _log = new(store);
    private readonly SessionTaskRows _tasks = new(store);

    public Task<BackupSession> CreateAsync(NewSession session, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async unit =>
            {
                await NamedRows.HoldAsync(unit, "jobs", session.JobId, SqlJobTable.What).ConfigureAwait(false);
                await RunningSessions.DisconnectDeadOfJobAsync(unit, session.JobId).ConfigureAwait(false);
                return await SessionRows.TryAddAsync(unit, session).ConfigureAwait(false)
                    ? (await SessionRows.FindAsync(unit, session.Id).ConfigureAwait(false))!
                    : throw await WhyNotAddedAsync(unit, session).ConfigureAwait(false);
            },
            cancellationToken);

    public async Task<IReadOnlyList<BackupSession>> MarkDisconnectedAsync(CancellationToken cancellationToken) =>
        await store.WriteAsync(RunningSessions.DisconnectAllDeadAsync, cancellationToken).ConfigureAwait(false);

    public Task<SessionHeartbeat> RenewAsync(Guid sessionId, SessionStatistics statistics, TimeSpan lease, CancellationToken cancellationToken) =>
        store.NoteAsync(
            async unit =>
            {
                string sql = $"UPDATE sessions SET lease_until = {unit.Dialect.NowPlus("@lease")}, statistics = @statistics WHERE id = @sessionId AND status = 'Running'";
                int renewed = await unit.ExecuteAsync(sql, new { sessionId, statistics = SessionRows.ToJson(statistics), lease = lease.TotalSeconds }).ConfigureAwait(false);
                BackupSession session = await SessionRows.FindAsync(unit, sessionId).ConfigureAwait(false) ?? throw Unknown(sessionId);
                return new SessionHeartbeat(renewed == 1, session.StopRequested);
            },
            cancellationToken);

    public Task SetKindAsync(Guid sessionId, SessionKind kind, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async unit =>
            {
                if (await unit.ExecuteAsync("UPDATE sessions SET kind = @kind WHERE id = @sessionId", new { sessionId, kind = kind.ToString() }).ConfigureAwait(false) == 0)
                    throw Unknown(sessionId);
            },
            cancellationToken);

    public Task CloseAsync(Guid sessionId, SessionClosing closing, CancellationToken cancellationToken)
    {
        if (closing.Status is SessionStatus.Queued or SessionStatus.Running)
            throw new ArgumentOutOfRangeException(nameof(closing), closing.Status, "A session ends in a last state.");
        return store.WriteAsync(
            async unit =>
            {
                if (!await SessionRows.EndAsync(unit, sessionId, closing).ConfigureAwait(false))
                    await ThrowUnlessEndedAsync(unit, sessionId, closing.Status).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public Task<bool> RequestStopAsync(Guid sessionId, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async unit =>
            {
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

    public Task RenewTasksAsync(Guid sessionId, string holder, TimeSpan lease, CancellationToken cancellationToken) =>
        _tasks.RenewAsync(sessionId, holder, lease, cancellationToken);

    public Task<bool> CompleteTaskAsync(Guid taskId, int epoch, TaskOutcome outcome, CancellationToken cancellationToken) =>
        _tasks.CompleteAsync(taskId, epoch, outcome, cancellationToken);

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
