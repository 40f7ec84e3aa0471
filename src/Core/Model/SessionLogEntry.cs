namespace Veeam365.Backup.Core.Model;

/// <summary>A line of a session's log. Never holds tokens, secrets or content.</summary>
/// <param name="Number">Its number in the session, from 1.</param>
/// <param name="Time">When (UTC).</param>
/// <param name="Severity">How grave.</param>
/// <param name="Message">The words.</param>
public sealed record SessionLogEntry(int Number, DateTimeOffset Time, LogSeverity Severity, string Message);
