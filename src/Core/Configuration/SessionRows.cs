using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Rows of the table of sessions.</summary>
internal static class SessionRows
{
    public const string What = "Session";

    /// <summary>Adds a running session unless one of its job runs or its id is taken.</summary>
    public static async Task<bool> TryAddAsync(SqlUnit unit, NewSession session)
    {
        string sql = $"""
            INSERT INTO sessions (id, job_id, job_name, status, attempt, started_at, lease_until, stop_requested, statistics, log_lines,
                owner_machine, owner_process_id, owner_process_started_at, epoch, proxy_id, pool_id, priority, reads_in_full, stop_at)
            VALUES (@Id, @JobId, @jobName, @status, @Attempt, {unit.Dialect.Now}, {unit.Dialect.NowPlus("@lease")}, FALSE, @statistics, 0,
                @machine, @process, @processStartedAt, @epoch, @ProxyId, @PoolId, @Priority, @ReadsInFull, @stopAt)
            ON CONFLICT DO NOTHING
            """;
        return await unit.ExecuteAsync(sql, new
        {
            session.Id,
            session.JobId,
            jobName = SettingText.Printable(session.JobName),
            session.Attempt,
            status = session.Proxy.IsDefault ? nameof(SessionStatus.Running) : nameof(SessionStatus.Queued),
            epoch = session.Proxy.IsDefault ? 1 : 0,
            session.Proxy.ProxyId,
            session.Proxy.PoolId,
            session.Priority,
            session.ReadsInFull,
            stopAt = unit.Dialect.TimeOrNull(session.StopAt),
            lease = session.Lease.TotalSeconds,
            statistics = ToJson(new SessionStatistics()),
            machine = SettingText.Printable(session.Owner.Machine),
            process = session.Owner.ProcessId,
            processStartedAt = unit.Dialect.Time(session.Owner.ProcessStartedAt),
        }).ConfigureAwait(false) == 1;
    }

    /// <summary>The session; null when unknown.</summary>
    public static Task<BackupSession?> FindAsync(SqlUnit unit, Guid sessionId) =>
        unit.FirstAsync("SELECT * FROM sessions WHERE id = @sessionId", new { sessionId }, Read);

    /// <summary>Fails when the session is unknown.</summary>
    /// <exception cref="NotFoundException">It is.</exception>
    public static Task RequireAsync(SqlUnit unit, Guid sessionId) => NamedRows.RequireAsync(unit, "sessions", sessionId, What);

    /// <summary>Ends a running session and stops its unfinished tasks.</summary>
    /// <returns>False when it does not run.</returns>
    public static Task<bool> EndAsync(SqlUnit unit, Guid sessionId, SessionClosing closing) => EndAsync(unit, sessionId, null, closing);

    /// <summary>Ends a running session, if it is of this epoch, and stops its unfinished tasks.</summary>
    /// <returns>False when it does not run, or somebody else holds it.</returns>
    public static async Task<bool> EndAsync(SqlUnit unit, Guid sessionId, int? epoch, SessionClosing closing)
    {
        string sql = $"""
            UPDATE sessions SET status = @status, ended_at = {unit.Dialect.Now}, statistics = @statistics, restore_point_id = @RestorePointId, message = @message
            WHERE id = @sessionId AND status IN ('Queued', 'Running'){(epoch is null ? "" : " AND epoch = @epoch")}
            """;
        int ended = await unit.ExecuteAsync(sql, new
        {
            sessionId,
            epoch,
            status = closing.Status.ToString(),
            statistics = ToJson(closing.Statistics),
            closing.RestorePointId,
            message = Printable(closing.Message),
        }).ConfigureAwait(false);
        if (ended == 0)
            return false;
        await StopTasksAsync(unit, sessionId).ConfigureAwait(false);
        await unit.SignalAsync().ConfigureAwait(false);
        return true;
    }

    public static string ToJson(SessionStatistics statistics) => JsonSerializer.Serialize(statistics, ConfigurationJson.Default.SessionStatistics);

    public static string? Printable(string? message) => message is null ? null : SettingText.Printable(message);

    public static BackupSession Read(Row row) => new()
    {
        Id = row.Guid("id"),
        JobId = row.Guid("job_id"),
        JobName = row.Text("job_name"),
        Kind = row.NameOrNull<SessionKind>("kind"),
        Status = row.Name<SessionStatus>("status"),
        StartedAt = row.Time("started_at"),
        EndedAt = row.TimeOrNull("ended_at"),
        Attempt = row.Int("attempt"),
        Statistics = row.Json("statistics", ConfigurationJson.Default.SessionStatistics),
        RestorePointId = row.GuidOrNull("restore_point_id"),
        Owner = new SessionOwner(row.Text("owner_machine"), row.Int("owner_process_id"), row.Time("owner_process_started_at")),
        Epoch = row.Int("epoch"),
        Failures = row.Int("failures"),
        Proxy = new ProxyAssignment(row.GuidOrNull("proxy_id"), row.GuidOrNull("pool_id")),
        Priority = row.Int("priority"),
        ReadsInFull = row.Bool("reads_in_full"),
        StopAt = row.TimeOrNull("stop_at"),
        Plan = row.JsonOrNull("plan", ConfigurationJson.Default.SessionPlan),
        CommitSequence = row.LongOrNull("commit_sequence"),
        StopRequested = row.Bool("stop_requested"),
        Message = row.TextOrNull("message"),
    };

    /// <summary>Stops the tasks that are not done: none of their outcomes counts from here on.</summary>
    public static Task<int> StopTasksAsync(SqlUnit unit, Guid sessionId) => unit.ExecuteAsync(
        $"""
        UPDATE session_tasks SET status = 'Stopped', ended_at = {unit.Dialect.Now}, lease_until = NULL
        WHERE session_id = @sessionId AND status IN ('Pending', 'Running')
        """,
        new { sessionId });
}
