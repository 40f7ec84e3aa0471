using System.Text.Json;
using Dapper;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Session tasks: handed out under leases, each claim fenced by an epoch.</summary>
internal sealed class SessionTaskRows(SqlStore store)
{
    private const string What = "SessionTask";
    private const int RowsAtOnce = 100;
    private static readonly string[] Columns = ["id", "session_id", "object_key", "identity", "status", "epoch", "weight", "statistics"];

    public Task AddAsync(Guid sessionId, IReadOnlyList<SessionTask> tasks, CancellationToken cancellationToken) =>
        store.NoteAsync(
            async unit =>
            {
                await ThrowUnlessRunningAsync(unit, sessionId).ConfigureAwait(false);
                await AddAsync(unit, sessionId, tasks).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Adds tasks to a session that runs.</summary>
    public static async Task AddAsync(SqlUnit unit, Guid sessionId, IReadOnlyList<SessionTask> tasks)
    {
        int added = await unit.InsertAsync("session_tasks", Columns, tasks.Select(task => Values(sessionId, task))).ConfigureAwait(false);
        if (added < tasks.Count)
            throw Twice(tasks.Count - added);
    }

    public Task<SessionTask?> ClaimAsync(Guid sessionId, string holder, TimeSpan lease, CancellationToken cancellationToken) =>
        store.NoteAsync(
            async unit =>
            {
                SessionTask? task = await unit.FirstAsync(ClaimSql(unit.Dialect), new { sessionId, holder, lease = lease.TotalSeconds }, Read).ConfigureAwait(false);
                if (task is null)
                    await SessionRows.RequireAsync(unit, sessionId).ConfigureAwait(false);
                return task;
            },
            cancellationToken);

    public async Task<IReadOnlyList<Guid>> RenewAsync(IReadOnlyCollection<Guid> tasks, string holder, TimeSpan lease, CancellationToken cancellationToken) =>
        tasks.Count == 0 ? [] : await store.NoteAsync(
            async unit =>
            {
                var held = new List<Guid>();
                foreach (Guid[] some in tasks.Order().Chunk(RowsAtOnce))
                {
                    var parameters = new DynamicParameters(new { holder, lease = lease.TotalSeconds });
                    string sql = $"""
                        UPDATE session_tasks SET lease_until = {unit.Dialect.NowPlus("@lease")}
                        WHERE id IN {SqlUnit.ListOf(some, parameters)} AND holder = @holder AND status = 'Running' RETURNING id
                        """;
                    held.AddRange(await unit.QueryAsync(sql, parameters, row => row.Guid("id")).ConfigureAwait(false));
                }
                return (IReadOnlyList<Guid>)held;
            },
            cancellationToken).ConfigureAwait(false);

    public async Task ReportAsync(IReadOnlyList<TaskProgress> progress, CancellationToken cancellationToken)
    {
        if (progress.Count == 0)
            return;
        await store.NoteAsync(
            async unit =>
            {
                // In one order, so that two that report at once do not wait for each other.
                foreach (TaskProgress task in progress.OrderBy(t => t.TaskId))
                {
                    await unit.ExecuteAsync(
                        "UPDATE session_tasks SET statistics = @statistics WHERE id = @TaskId AND epoch = @Epoch AND status = 'Running'",
                        new { task.TaskId, task.Epoch, statistics = SessionRows.ToJson(task.Statistics) }).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    public Task<TaskCounts> CountAsync(Guid sessionId, CancellationToken cancellationToken) =>
        store.ReadAsync(
            async unit =>
            {
                string sql = $"""
                    SELECT (status = 'Running' AND commit_sequence IS NULL) AS is_open,
                        (SELECT COUNT(*) FROM session_tasks t WHERE t.session_id = s.id AND t.status IN ('Pending', 'Running')) AS unfinished,
                        (SELECT COUNT(*) FROM session_tasks t WHERE t.session_id = s.id AND t.status IN ('Pending', 'Running')
                            AND (t.status = 'Pending' OR t.lease_until < {unit.Dialect.Now})) AS claimable
                    FROM sessions s WHERE id = @sessionId
                    """;
                return await unit.FirstAsync(sql, new { sessionId }, row => new TaskCounts((int)row.Long("claimable"), (int)row.Long("unfinished"), row.Bool("is_open"))).ConfigureAwait(false)
                    ?? throw TableErrors.Unknown(SessionRows.What, sessionId);
            },
            cancellationToken);

    public Task<bool> CompleteAsync(Guid taskId, int epoch, TaskOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Status is SessionTaskStatus.Pending or SessionTaskStatus.Running)
            throw new ArgumentOutOfRangeException(nameof(outcome), outcome.Status, "A task ends in a last state.");
        return store.NoteAsync(
            async unit => await RecordAsync(unit, taskId, epoch, outcome).ConfigureAwait(false)
                || await WasRecordedAsync(unit, taskId, epoch, outcome).ConfigureAwait(false),
            cancellationToken);
    }

    public async Task<IReadOnlyList<SessionTask>> ListRunningAsync(Guid sessionId, int limit, CancellationToken cancellationToken) =>
        await store.ReadAsync(
            unit => unit.QueryAsync(
                "SELECT * FROM session_tasks WHERE session_id = @sessionId AND status IN ('Pending', 'Running') AND status = 'Running' ORDER BY weight DESC, ordinal LIMIT @limit", new { sessionId, limit }, Read),
            cancellationToken).ConfigureAwait(false);

    public async Task<IReadOnlyDictionary<string, long>> ListTimesAsync(Guid sessionId, CancellationToken cancellationToken) =>
        await store.ReadAsync(
            async unit =>
            {
                var times = new Dictionary<string, long>(StringComparer.Ordinal);
                string sql = "SELECT object_key, started_at, ended_at FROM session_tasks WHERE session_id = @sessionId AND status IN ('Success', 'Warning', 'Absent')";
                foreach ((string key, DateTimeOffset? started, DateTimeOffset? ended) in await unit.QueryAsync(
                    sql, new { sessionId }, row => (row.Text("object_key"), row.TimeOrNull("started_at"), row.TimeOrNull("ended_at"))).ConfigureAwait(false))
                {
                    if (ended - started is { } took)
                        times[key] = (long)took.TotalMilliseconds;
                }
                return times;
            },
            cancellationToken).ConfigureAwait(false);

    public async Task<IReadOnlyList<SessionTask>> ListAsync(Guid sessionId, CancellationToken cancellationToken) =>
        await store.ReadAsync(
            async unit =>
            {
                await SessionRows.RequireAsync(unit, sessionId).ConfigureAwait(false);
                return await unit.QueryAsync("SELECT * FROM session_tasks WHERE session_id = @sessionId ORDER BY weight DESC, ordinal", new { sessionId }, Read).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);

    // The conditions on the status are word for word those of the partial indexes, so that both engines use them. A lease counts as run out when it had before the statement began: only a time that
    // does not move while it runs can be looked up in an index.
    private static string ClaimSql(SqlDialect dialect) => $"""
        UPDATE session_tasks SET status = 'Running', epoch = epoch + 1, holder = @holder, lease_until = {dialect.NowPlus("@lease")}, started_at = {dialect.Now}
        WHERE ordinal = COALESCE(
            (SELECT ordinal FROM session_tasks WHERE session_id = @sessionId AND status = 'Running' AND lease_until < {dialect.Began}
             ORDER BY weight DESC, ordinal LIMIT 1{dialect.ForUpdateSkipLocked}),
            (SELECT ordinal FROM session_tasks WHERE session_id = @sessionId AND status = 'Pending'
             ORDER BY weight DESC, ordinal LIMIT 1{dialect.ForUpdateSkipLocked}))
        RETURNING *
        """;

    private static async Task<bool> RecordAsync(SqlUnit unit, Guid taskId, int epoch, TaskOutcome outcome)
    {
        string sql = $"""
            UPDATE session_tasks SET status = @status, head = @head, gaps = @gaps, statistics = @statistics, message = @message, ended_at = {unit.Dialect.Now}, lease_until = NULL
            WHERE id = @taskId AND epoch = @epoch AND status = 'Running'
            """;
        return await unit.ExecuteAsync(sql, new
        {
            taskId,
            epoch,
            status = outcome.Status.ToString(),
            head = outcome.Head is null ? null : JsonSerializer.Serialize(outcome.Head, ConfigurationJson.Default.HeadRecord),
            gaps = outcome.Gaps.Count == 0 ? null : JsonSerializer.Serialize(outcome.Gaps, ConfigurationJson.Default.IReadOnlyListGap),
            statistics = SessionRows.ToJson(outcome.Statistics),
            message = SessionRows.Printable(outcome.Message),
        }).ConfigureAwait(false) == 1;
    }

    // The same holder may say it twice when it did not hear the answer. A task that was stopped with its session took nobody's outcome.
    private static async Task<bool> WasRecordedAsync(SqlUnit unit, Guid taskId, int epoch, TaskOutcome outcome)
    {
        SessionTask task = await unit.FirstAsync("SELECT * FROM session_tasks WHERE id = @taskId", new { taskId }, Read).ConfigureAwait(false)
            ?? throw new NotFoundException("SessionTask.NotFound", $"No session task has the id {taskId}.", "Start the job again.");
        return task.Epoch == epoch && task.Status == outcome.Status && task.Status != SessionTaskStatus.Stopped;
    }

    private static async Task ThrowUnlessRunningAsync(SqlUnit unit, Guid sessionId)
    {
        string sql = $"SELECT status FROM sessions WHERE id = @sessionId{unit.Dialect.ForUpdate}";
        string? status = await unit.FirstAsync(sql, new { sessionId }, row => row.Text("status")).ConfigureAwait(false);
        if (status is null)
            throw TableErrors.Unknown(SessionRows.What, sessionId);
        if (status != nameof(SessionStatus.Running))
            throw new ConflictException("Session.AlreadyEnded", $"The session was ended as {status}; it takes no more tasks.", "Start the job again.");
    }

    private static ConflictException Twice(int count) => new(
        $"{What}.AlreadyExists",
        $"{count} of the tasks are in the session already, or were given twice.",
        "Start the job again; when it repeats, name each object only once in the job's scope.");

    private static object?[] Values(Guid sessionId, SessionTask task) =>
    [
        task.Id, sessionId, task.Identity.Key, JsonSerializer.Serialize(task.Identity, ConfigurationJson.Default.ObjectIdentity),
        nameof(SessionTaskStatus.Pending), 0, task.Weight, SessionRows.ToJson(new SessionStatistics()),
    ];

    private static SessionTask Read(Row row) => new()
    {
        Id = row.Guid("id"),
        SessionId = row.Guid("session_id"),
        Identity = row.Json("identity", ConfigurationJson.Default.ObjectIdentity),
        Status = row.Name<SessionTaskStatus>("status"),
        Epoch = row.Int("epoch"),
        Holder = row.TextOrNull("holder"),
        Weight = row.Long("weight"),
        Head = row.JsonOrNull("head", ConfigurationJson.Default.HeadRecord),
        Gaps = row.JsonOrNull("gaps", ConfigurationJson.Default.IReadOnlyListGap) ?? [],
        Statistics = row.Json("statistics", ConfigurationJson.Default.SessionStatistics),
        Message = row.TextOrNull("message"),
        StartedAt = row.TimeOrNull("started_at"),
        EndedAt = row.TimeOrNull("ended_at"),
    };
}
