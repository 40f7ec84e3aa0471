using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>A line of a session's log.</summary>
public sealed class SessionLogLineView
{
    private readonly Guid _sessionId;
    private readonly SessionLogEntry _entry;

    internal SessionLogLineView(Guid sessionId, SessionLogEntry entry)
    {
        _sessionId = sessionId;
        _entry = entry;
    }

    /// <summary>The session.</summary>
    public Guid SessionId => _sessionId;

    /// <summary>Its number in the session, from 1.</summary>
    public int Number => _entry.Number;

    /// <summary>When (UTC).</summary>
    public DateTimeOffset Time => _entry.Time;

    /// <summary>How grave.</summary>
    public LogSeverity Severity => _entry.Severity;

    /// <summary>The words.</summary>
    public string Message => _entry.Message;

    /// <summary>What people read.</summary>
    public override string ToString() => Message;
}
