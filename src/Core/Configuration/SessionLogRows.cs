using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>The lines of sessions' logs.</summary>
internal sealed class SessionLogRows(SqlStore store)
{
    private static readonly string[] Columns = ["session_id", "number", "time", "severity", "message"];

    public Task AppendAsync(Guid sessionId, IReadOnlyList<SessionLogEntry> entries, CancellationToken cancellationToken) =>
        store.NoteAsync(
            async unit =>
            {
                int last = await ReserveAsync(unit, sessionId, entries.Count).ConfigureAwait(false) ?? throw TableErrors.Unknown(SessionRows.What, sessionId);
                int first = last - entries.Count + 1;
                await unit.InsertAsync("session_log", Columns, entries.Select((entry, i) => Values(sessionId, first + i, entry, unit.Dialect))).ConfigureAwait(false);
            },
            cancellationToken);

    public async Task<IReadOnlyList<SessionLogEntry>> ReadAsync(Guid sessionId, CancellationToken cancellationToken) =>
        await store.ReadAsync(
            async unit =>
            {
                await SessionRows.RequireAsync(unit, sessionId).ConfigureAwait(false);
                return await unit.QueryAsync("SELECT * FROM session_log WHERE session_id = @sessionId ORDER BY number", new { sessionId }, Read).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);

    // The session's row counts: writers of other processes wait for it, so that no two lines get one number.
    private static Task<int?> ReserveAsync(SqlUnit unit, Guid sessionId, int count) => unit.FirstAsync<int?>(
        "UPDATE sessions SET log_lines = log_lines + @count WHERE id = @sessionId RETURNING log_lines",
        new { sessionId, count },
        row => row.Int("log_lines"));

    private static object?[] Values(Guid sessionId, int number, SessionLogEntry entry, SqlDialect dialect) =>
        [sessionId, number, dialect.Time(entry.Time), entry.Severity.ToString(), SettingText.Printable(entry.Message)];

    private static SessionLogEntry Read(Row row) => new(row.Int("number"), row.Time("time"), row.Name<LogSeverity>("severity"), row.Text("message"));
}
