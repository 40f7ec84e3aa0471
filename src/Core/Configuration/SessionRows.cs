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
                owner_machine, owner_process_id, owner_process_started_at)
            VALUES (@Id, @JobId, @jobName, 'Running', @Attempt, {unit.Dialect.Now}, {unit.Dialect.NowPlus("@lease")}, FALSE, @statistics, 0,
                @machine, @process, @processStartedAt)
            ON CONFLICT DO NOTHING
            """;
        return await unit.ExecuteAsync(sql, new
        {
            session.Id,
            session.JobId,
            jobName = SettingText.Printable(session.JobName),
            session.Attempt,
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
    public static async Task<bool> EndAsync(SqlUnit unit, Guid sessionId, SessionClosing closing)
    {
        string sql = $"""
            UPDATE sessions SET status = @status, ended_at = {unit.Dialect.Now}, statistics = @statistics, restore_point_id = @RestorePointId, message = @message
            WHERE id = @sessionId AND status = 'Running'
            """;
        int ended = await unit.ExecuteAsync(sql, new
        {
            sessionId,
            status = closing.Status.ToString(),
            statistics = ToJson(closing.Statistics),
            closing.RestorePointId,
            message = Printable(closing.Message),
        }).ConfigureAwait(false);
        if (ended == 0)
            return false;
        await StopTasksAsync(unit, sessionId).ConfigureAwait(false);
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
        StopRequested = row.Bool("stop_requested"),
        Message = row.TextOrNull("message"),
    };

    private static Task<int> StopTasksAsync(SqlUnit unit, Guid sessionId) => unit.ExecuteAsync(
        $"""
        UPDATE session_tasks SET status = 'Stopped', ended_at = {unit.Dialect.Now}, lease_until = NULL
        WHERE session_id = @sessionId AND status IN ('Pending', 'Running')
        """,
        new { sessionId });
}
