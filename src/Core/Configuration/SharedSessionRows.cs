using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>What lets several processes work for one session: taking it over, planning it once, committing it once.</summary>
internal sealed class SharedSessionRows(SqlStore store)
{
    public static ConflictException TakenOver(string jobName) => new(
        "Session.TakenOver",
        $"Another process has taken over the session of job '{jobName}', or ended it.",
        "Nothing is lost: that process goes on with it. Check that this machine was not suspended or cut off.");

    // WSMan is on Windows only: proxies elsewhere leave sessions of on-premises organizations to others.
    private const string IsReachable =
        "(@reachesOnPremises OR NOT EXISTS (SELECT 1 FROM jobs JOIN organizations ON organizations.id = jobs.organization_id WHERE jobs.id = sessions.job_id AND organizations.on_premises IS NOT NULL))";

    public Task<BackupSession?> TakeAsync(SessionTaking taking, CancellationToken cancellationToken) =>
        store.WriteAsync(
            unit => unit.FirstAsync(
                TakeSql(unit.Dialect),
                new
                {
                    taking.ProxyId,
                    taking.PoolId,
                    taking.Protocol,
                    reachesOnPremises = taking.ReachesOnPremises,
                    lease = taking.Lease.TotalSeconds,
                    machine = SettingText.Printable(taking.Owner.Machine),
                    process = taking.Owner.ProcessId,
                    processStartedAt = unit.Dialect.Time(taking.Owner.ProcessStartedAt),
                },
                SessionRows.Read),
            cancellationToken);

    public async Task<IReadOnlyList<BackupSession>> ListOpenAsync(Guid proxyId, Guid? poolId, bool reachesOnPremises, CancellationToken cancellationToken) =>
        await store.ReadAsync(
            unit => unit.QueryAsync(
                $"""
                SELECT * FROM sessions
                WHERE status IN ('Queued', 'Running') AND status = 'Running' AND (proxy_id = @proxyId OR pool_id = @poolId)
                  AND plan IS NOT NULL AND protocol = @protocol AND commit_sequence IS NULL AND NOT stop_requested AND {IsReachable}
                ORDER BY priority DESC, ordinal
                """,
                new { proxyId, poolId, protocol = ProxyProcess.CurrentProtocol, reachesOnPremises },
                SessionRows.Read),
            cancellationToken).ConfigureAwait(false);

    public Task<SessionHeartbeat> RenewMemberAsync(SessionMember member, SessionStatistics statistics, CancellationToken cancellationToken) =>
        store.NoteAsync(
            async unit =>
            {
                BackupSession session = await SessionRows.FindAsync(unit, member.SessionId).ConfigureAwait(false) ?? throw TableErrors.Unknown(SessionRows.What, member.SessionId);
                string sql = $"""
                    INSERT INTO session_members (session_id, run, name, statistics, seen_at) VALUES (@SessionId, @Run, @Name, @statistics, {unit.Dialect.Now})
                    ON CONFLICT (session_id, run) DO UPDATE SET statistics = excluded.statistics, seen_at = excluded.seen_at
                    """;
                await unit.ExecuteAsync(sql, new { member.SessionId, member.Run, member.Name, statistics = SessionRows.ToJson(statistics) }).ConfigureAwait(false);
                return new SessionHeartbeat(session.Status == SessionStatus.Running && session.CommitSequence is null, session.StopRequested);
            },
            cancellationToken);

    /// <summary>What members moved, added up; null when there is none.</summary>
    public static async Task<SessionStatistics?> SumMembersAsync(SqlUnit unit, Guid sessionId)
    {
        List<SessionStatistics> all = await unit.QueryAsync(
            "SELECT statistics FROM session_members WHERE session_id = @sessionId", new { sessionId }, row => row.Json("statistics", ConfigurationJson.Default.SessionStatistics)).ConfigureAwait(false);
        return all.Count == 0 ? null : all.Aggregate(static (sum, next) => sum.Plus(next));
    }

    public Task PlanAsync(SessionHold hold, SessionPlan plan, IReadOnlyList<SessionTask> tasks, CancellationToken cancellationToken) =>
        store.NoteAsync(
            async unit =>
            {
                string sql = "UPDATE sessions SET plan = @plan, kind = @kind WHERE id = @SessionId AND epoch = @Epoch AND status = 'Running' AND plan IS NULL";
                string json = JsonSerializer.Serialize(plan, ConfigurationJson.Default.SessionPlan);
                if (await unit.ExecuteAsync(sql, new { hold.SessionId, hold.Epoch, plan = json, kind = plan.Kind.ToString() }).ConfigureAwait(false) == 0)
                    await ThrowTakenOverAsync(unit, hold).ConfigureAwait(false);
                await SessionTaskRows.AddAsync(unit, hold.SessionId, tasks).ConfigureAwait(false);
                await unit.SignalAsync().ConfigureAwait(false);
            },
            cancellationToken);

    public Task<long> BeginCommitAsync(SessionHold hold, long sequence, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async unit =>
            {
                string sql = "UPDATE sessions SET commit_sequence = COALESCE(commit_sequence, @sequence) WHERE id = @SessionId AND epoch = @Epoch AND status = 'Running' RETURNING commit_sequence";
                long? begun = await unit.FirstAsync<long?>(sql, new { hold.SessionId, hold.Epoch, sequence }, row => row.Long("commit_sequence")).ConfigureAwait(false);
                if (begun is null)
                    await ThrowTakenOverAsync(unit, hold).ConfigureAwait(false);
                await SessionRows.StopTasksAsync(unit, hold.SessionId).ConfigureAwait(false);
                await unit.SignalAsync().ConfigureAwait(false);
                return begun!.Value;
            },
            cancellationToken);

    public Task LeaveAsync(SessionHold hold, TimeSpan? backoff, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async unit =>
            {
                await unit.ExecuteAsync(
                    $"UPDATE sessions SET lease_until = {unit.Dialect.NowPlus("@after")}, failures = failures + @failed WHERE id = @SessionId AND epoch = @Epoch AND status = 'Running'",
                    new { hold.SessionId, hold.Epoch, after = (backoff ?? TimeSpan.Zero).TotalSeconds, failed = backoff is null ? 0 : 1 }).ConfigureAwait(false);
                await unit.SignalAsync().ConfigureAwait(false);
            },
            cancellationToken);

    public Task ReturnTasksAsync(Guid sessionId, string holder, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async unit =>
            {
                string sql = """
                    UPDATE session_tasks SET status = 'Pending', lease_until = NULL
                    WHERE session_id = @sessionId AND holder = @holder AND status IN ('Pending', 'Running') AND status = 'Running'
                    """;
                if (await unit.ExecuteAsync(sql, new { sessionId, holder }).ConfigureAwait(false) > 0)
                    await unit.SignalAsync().ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Ends a session that shall stop and that nobody runs: it waits for a proxy, or its proxies are gone.</summary>
    public static async Task<bool> EndAbandonedAsync(SqlUnit unit, Guid sessionId)
    {
        string sql = $"""
            SELECT * FROM sessions WHERE id = @sessionId AND (proxy_id IS NOT NULL OR pool_id IS NOT NULL) AND commit_sequence IS NULL
              AND (status = 'Queued' OR (status = 'Running' AND lease_until < {unit.Dialect.Now})){unit.Dialect.ForUpdate}
            """;
        if (await unit.FirstAsync(sql, new { sessionId }, SessionRows.Read).ConfigureAwait(false) is not { } session)
            return false;
        return await SessionRows.EndAsync(unit, sessionId, new SessionClosing(SessionStatus.Stopped, session.Statistics, null, "Stopped while no proxy ran it.")).ConfigureAwait(false);
    }

    private static async Task ThrowTakenOverAsync(SqlUnit unit, SessionHold hold)
    {
        BackupSession session = await SessionRows.FindAsync(unit, hold.SessionId).ConfigureAwait(false) ?? throw TableErrors.Unknown(SessionRows.What, hold.SessionId);
        throw TakenOver(session.JobName);
    }

    private static string TakeSql(SqlDialect dialect) => $"""
        UPDATE sessions SET status = 'Running', epoch = epoch + 1, protocol = @Protocol, lease_until = {dialect.NowPlus("@lease")},
            owner_machine = @machine, owner_process_id = @process, owner_process_started_at = @processStartedAt
        WHERE ordinal = (
            SELECT ordinal FROM sessions
            WHERE status IN ('Queued', 'Running') AND (proxy_id = @ProxyId OR pool_id = @PoolId) AND (status = 'Queued' OR lease_until < {dialect.Now})
                AND (plan IS NULL OR protocol = @Protocol) AND {IsReachable}
            ORDER BY priority DESC, ordinal LIMIT 1{dialect.ForUpdateSkipLocked})
        RETURNING *
        """;
}
