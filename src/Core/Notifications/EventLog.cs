using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Notifications;

/// <summary>Files of JSON lines: a new one is begun at a size, the oldest goes. Several processes may write into the same. Holds what sessions' logs hold: no secrets, no content. A file that cannot be written costs its lines.</summary>
public sealed class EventLog : IDisposable
{
    private readonly Logger[] _files;

    /// <summary>Writes to these.</summary>
    public EventLog(IEnumerable<NotificationSettings> files) => _files = [.. files.Select(Open)];

    /// <summary>Writes a line of a session's log.</summary>
    public void Write(BackupSession session, LogSeverity severity, string text)
    {
        ArgumentNullException.ThrowIfNull(session);
        LogEventLevel level = severity switch
        {
            LogSeverity.Info => LogEventLevel.Information,
            LogSeverity.Warning => LogEventLevel.Warning,
            _ => LogEventLevel.Error,
        };
        foreach (Logger file in _files)
            file.Write(level, "{Text:l} {Event} {Job} {Session}", text, "session.log", session.JobName, session.Id);
    }

    /// <summary>Writes how a session ended.</summary>
    public void Write(SessionNotice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);
        LogEventLevel level = notice.Status switch
        {
            SessionStatus.Success => LogEventLevel.Information,
            SessionStatus.Failed or SessionStatus.Disconnected => LogEventLevel.Error,
            _ => LogEventLevel.Warning,
        };
        foreach (Logger file in _files)
        {
            file.Write(
                level,
                "{Text:l} {Event} {Job} {Session} {Status} {Kind} {Attempt} {StartedAt} {EndedAt} {Objects} {ObjectsTotal} {Items} {BytesRead} {BytesWritten} {Gaps} {RestorePoint} {Message:l}",
                $"Session of job '{notice.Job}' ended: {notice.Status}.", notice.Event, notice.Job, notice.Session, notice.Status.ToString(), notice.Kind?.ToString(), notice.Attempt, notice.StartedAt, notice.EndedAt,
                notice.Objects, notice.ObjectsTotal, notice.Items, notice.BytesRead, notice.BytesWritten, notice.Gaps, notice.RestorePoint, notice.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Logger file in _files)
            file.Dispose();
    }

    private static Logger Open(NotificationSettings settings) => new LoggerConfiguration()
        .WriteTo.File(new CompactJsonFormatter(), settings.Path!, fileSizeLimitBytes: settings.MaximumSize, rollOnFileSizeLimit: true, retainedFileCountLimit: settings.Keep, shared: true)
        .CreateLogger();
}
