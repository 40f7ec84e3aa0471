using System.Globalization;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Tells running sessions that live from those whose process is gone, and marks the latter.</summary>
internal static class RunningSessions
{
    /// <summary>Marks the job's running session if it is dead; waits for whoever is changing it.</summary>
    public static Task DisconnectDeadOfJobAsync(SqlUnit unit, Guid jobId) =>
        DisconnectDeadAsync(unit, "AND job_id = @jobId", new { jobId }, unit.Dialect.ForUpdate);

    // One that proxies work for goes on with the next of them (ISessionTable.TakeAsync).
    /// <summary>Marks all that are dead. One that somebody is changing at this moment lives.</summary>
    public static Task<List<BackupSession>> DisconnectAllDeadAsync(SqlUnit unit) =>
        DisconnectDeadAsync(unit, "", null, unit.Dialect.ForUpdateSkipLocked);

    /// <summary>The job's running session; null when none runs.</summary>
    public static Task<BackupSession?> FindOfJobAsync(SqlUnit unit, Guid jobId) =>
        unit.FirstAsync("SELECT * FROM sessions WHERE job_id = @jobId AND status IN ('Queued', 'Running')", new { jobId }, SessionRows.Read);

    public static ConflictException AlreadyRunning(BackupSession session, string errorId) => new(
        errorId,
        session.Status == SessionStatus.Queued
            ? string.Create(CultureInfo.InvariantCulture, $"A session of job '{session.JobName}' waits for a proxy since {session.StartedAt:yyyy-MM-dd HH:mm:ss} UTC.")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"A session of job '{session.JobName}' runs on {session.Owner.Machine} (process {session.Owner.ProcessId}) since {session.StartedAt:yyyy-MM-dd HH:mm:ss} UTC."),
        "Wait until it ends, or stop it (Stop-BackupJob).");

    private static async Task<List<BackupSession>> DisconnectDeadAsync(SqlUnit unit, string condition, object? parameters, string locking)
    {
        string sql = $"""
            SELECT sessions.*, lease_until < {unit.Dialect.Now} AS is_expired FROM sessions
            WHERE status = 'Running' AND proxy_id IS NULL AND pool_id IS NULL {condition} ORDER BY ordinal{locking}
            """;
        var running = await unit.QueryAsync(sql, parameters, row => (Session: SessionRows.Read(row), IsExpired: row.Bool("is_expired"))).ConfigureAwait(false);
        var marked = new List<BackupSession>();
        foreach ((BackupSession session, bool isExpired) in running)
        {
            string? cause = CauseOfDeath(session, isExpired);
            if (cause is not null)
                marked.Add(await DisconnectAsync(unit, session, cause).ConfigureAwait(false));
        }

        return marked;
    }

    private static string? CauseOfDeath(BackupSession session, bool isExpired) => session.Owner.IsKnownDead()
        ? string.Create(CultureInfo.InvariantCulture, $"Its process ({session.Owner.ProcessId} on {session.Owner.Machine}) ended without closing the session.")
        : isExpired ? $"Nothing was heard of its process on {session.Owner.Machine} for longer than its lease." : null;

    private static async Task<BackupSession> DisconnectAsync(SqlUnit unit, BackupSession session, string cause)
    {
        await SessionRows.EndAsync(unit, session.Id, new SessionClosing(SessionStatus.Disconnected, session.Statistics, null, cause)).ConfigureAwait(false);
        return (await SessionRows.FindAsync(unit, session.Id).ConfigureAwait(false))!;
    }
}
