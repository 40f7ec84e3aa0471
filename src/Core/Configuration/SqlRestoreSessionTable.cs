using System.Runtime.CompilerServices;
using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <inheritdoc cref="IRestoreSessionTable"/>
internal sealed class SqlRestoreSessionTable(SqlStore store) : IRestoreSessionTable
{
    private const string What = "Restore session";

    private static readonly string[] LogColumns = ["session_id", "number", "time", "severity", "message"];

    public Task<RestoreSession> CreateAsync(NewRestoreSession session, CancellationToken cancellationToken) => store.WriteAsync(
        async unit =>
        {
            string sql = $"""
                INSERT INTO restore_sessions (id, restore_point_id, restore_point_time, job_name, organization_name, target, status, started_at, lease_until, statistics, log_lines,
                    owner_machine, owner_process_id, owner_process_started_at)
                VALUES (@Id, @point, @pointTime, @jobName, @organization, @target, 'Running', {unit.Dialect.Now}, {unit.Dialect.NowPlus("@lease")}, @statistics, 0,
                    @machine, @process, @processStartedAt)
                """;
            await unit.ExecuteAsync(sql, new
            {
                session.Id,
                point = session.Point.Id,
                pointTime = unit.Dialect.Time(session.Point.CreatedAt),
                jobName = SettingText.Printable(session.Point.JobName),
                organization = SettingText.Printable(session.OrganizationName),
                target = SettingText.Printable(session.Target),
                lease = session.Lease.TotalSeconds,
                statistics = ToJson(new RestoreStatistics()),
                machine = SettingText.Printable(session.Owner.Machine),
                process = session.Owner.ProcessId,
                processStartedAt = unit.Dialect.Time(session.Owner.ProcessStartedAt),
            }).ConfigureAwait(false);
            return (await FindAsync(unit, session.Id).ConfigureAwait(false))!;
        },
        cancellationToken);

    public Task MarkDisconnectedAsync(CancellationToken cancellationToken) => store.WriteAsync(
        async unit =>
        {
            string sql = $"SELECT restore_sessions.*, lease_until < {unit.Dialect.Now} AS is_expired FROM restore_sessions WHERE status = 'Running' ORDER BY ordinal{unit.Dialect.ForUpdateSkipLocked}";
            var running = await unit.QueryAsync(sql, null, row => (Session: Read(row), IsExpired: row.Bool("is_expired"))).ConfigureAwait(false);
            foreach ((RestoreSession session, bool isExpired) in running)
            {
                if (session.Owner.IsKnownDead())
                    await EndAsync(unit, session.Id, new RestoreSessionClosing(SessionStatus.Disconnected, session.Statistics, "Its process ended without closing the session.")).ConfigureAwait(false);
                else if (isExpired)
                    await EndAsync(unit, session.Id, new RestoreSessionClosing(SessionStatus.Disconnected, session.Statistics, "Nothing was heard of its process for longer than its lease.")).ConfigureAwait(false);
            }
        },
        cancellationToken);

    public Task<bool> RenewAsync(Guid sessionId, RestoreStatistics statistics, TimeSpan lease, CancellationToken cancellationToken) => store.NoteAsync(
        async unit => await unit.ExecuteAsync(
            $"UPDATE restore_sessions SET lease_until = {unit.Dialect.NowPlus("@lease")}, statistics = @statistics WHERE id = @sessionId AND status = 'Running'",
            new { sessionId, statistics = ToJson(statistics), lease = lease.TotalSeconds }).ConfigureAwait(false) == 1,
        cancellationToken);

    public Task CloseAsync(Guid sessionId, RestoreSessionClosing closing, CancellationToken cancellationToken) =>
        store.WriteAsync(unit => EndAsync(unit, sessionId, closing), cancellationToken);

    public Task<RestoreSession?> FindAsync(Guid sessionId, CancellationToken cancellationToken) =>
        store.ReadAsync(unit => FindAsync(unit, sessionId), cancellationToken);

    public async IAsyncEnumerable<RestoreSession> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerable<Listed> pages = store.PagesAsync<Listed>(
            null,
            (unit, last, size) => unit.QueryAsync(
                $"SELECT * FROM restore_sessions WHERE {(last is null ? "1 = 1" : "ordinal < @after")} ORDER BY ordinal DESC LIMIT @size",
                new { after = last?.Ordinal, size },
                row => new Listed(row.Long("ordinal"), Read(row))),
            cancellationToken);
        await foreach (Listed listed in pages.ConfigureAwait(false))
            yield return listed.Session;
    }

    public Task AppendLogAsync(Guid sessionId, IReadOnlyList<SessionLogEntry> entries, CancellationToken cancellationToken) => store.NoteAsync(
        async unit =>
        {
            int last = await unit.FirstAsync<int?>(
                "UPDATE restore_sessions SET log_lines = log_lines + @count WHERE id = @sessionId RETURNING log_lines",
                new { sessionId, count = entries.Count },
                row => row.Int("log_lines")).ConfigureAwait(false) ?? throw TableErrors.Unknown(What, sessionId);
            int first = last - entries.Count + 1;
            await unit.InsertAsync("restore_session_log", LogColumns, entries.Select((entry, i) => (object?[])
                [sessionId, first + i, unit.Dialect.Time(entry.Time), entry.Severity.ToString(), SettingText.Printable(entry.Message)])).ConfigureAwait(false);
        },
        cancellationToken);

    public async Task<IReadOnlyList<SessionLogEntry>> ReadLogAsync(Guid sessionId, CancellationToken cancellationToken) => await store.ReadAsync(
        async unit =>
        {
            await NamedRows.RequireAsync(unit, "restore_sessions", sessionId, What).ConfigureAwait(false);
            return await unit.QueryAsync(
                "SELECT * FROM restore_session_log WHERE session_id = @sessionId ORDER BY number",
                new { sessionId },
                row => new SessionLogEntry(row.Int("number"), row.Time("time"), row.Name<LogSeverity>("severity"), row.Text("message"))).ConfigureAwait(false);
        },
        cancellationToken).ConfigureAwait(false);

    private static Task<RestoreSession?> FindAsync(SqlUnit unit, Guid sessionId) =>
        unit.FirstAsync("SELECT * FROM restore_sessions WHERE id = @sessionId", new { sessionId }, Read);

    private static Task EndAsync(SqlUnit unit, Guid sessionId, RestoreSessionClosing closing) => unit.ExecuteAsync(
        $"UPDATE restore_sessions SET status = @status, ended_at = {unit.Dialect.Now}, statistics = @statistics, message = @message WHERE id = @sessionId AND status = 'Running'",
        new { sessionId, status = closing.Status.ToString(), statistics = ToJson(closing.Statistics), message = SessionRows.Printable(closing.Message) });

    private static string ToJson(RestoreStatistics statistics) => JsonSerializer.Serialize(statistics, ConfigurationJson.Default.RestoreStatistics);

    private static RestoreSession Read(Row row) => new()
    {
        Id = row.Guid("id"),
        RestorePointId = row.Guid("restore_point_id"),
        RestorePointTime = row.Time("restore_point_time"),
        JobName = row.Text("job_name"),
        OrganizationName = row.Text("organization_name"),
        Target = row.Text("target"),
        Status = row.Name<SessionStatus>("status"),
        StartedAt = row.Time("started_at"),
        EndedAt = row.TimeOrNull("ended_at"),
        Statistics = row.Json("statistics", ConfigurationJson.Default.RestoreStatistics),
        Owner = new SessionOwner(row.Text("owner_machine"), row.Int("owner_process_id"), row.Time("owner_process_started_at")),
        Message = row.TextOrNull("message"),
    };

    private sealed record Listed(long Ordinal, RestoreSession Session);
}
