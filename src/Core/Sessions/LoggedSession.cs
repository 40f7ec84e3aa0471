using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Notifications;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Passes on what is observed, and writes it to the event log, when there is one.</summary>
internal sealed class LoggedSession : ISessionObserver, IDisposable
{
    private readonly ISessionObserver _inner;
    private readonly BackupSession _session;
    private readonly EventLog? _log;

    private LoggedSession(ISessionObserver inner, BackupSession session, EventLog? log)
    {
        _inner = inner;
        _session = session;
        _log = log;
    }

    /// <summary>Looks up where to write.</summary>
    public static async Task<LoggedSession> OpenAsync(IBackupConfiguration configuration, BackupSession session, ISessionObserver inner, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<BackupNotification> all = await configuration.Notifications.ListAsync(cancellationToken).ConfigureAwait(false);
            NotificationSettings[] files = [.. all.Select(n => n.Settings).Where(s => s.Kind == NotificationKind.LogFile)];
            return new LoggedSession(inner, session, files.Length == 0 ? null : new EventLog(files));
        }
        catch (Exception e) when (e is BackupException or OperationCanceledException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A log that cannot be written does not keep a backup from running.
            return new LoggedSession(inner, session, null);
        }
    }

    public void OnStarted(BackupSession session) => _inner.OnStarted(session);

    public void OnLog(SessionLogEntry entry)
    {
        _log?.Write(_session, entry.Severity, entry.Message);
        _inner.OnLog(entry);
    }

    public void OnProgress(SessionProgress progress) => _inner.OnProgress(progress);

    /// <summary>The session was closed.</summary>
    public void End(BackupSession closed) => _log?.Write(SessionNotice.Of(closed));

    public void Dispose() => _log?.Dispose();
}
