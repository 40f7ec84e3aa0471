using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Follows a proxy. Called from worker threads: must be quick and must not throw.</summary>
public interface IProxyObserver
{
    /// <summary>The proxy is up; later: its settings changed.</summary>
    void OnProxy(BackupProxy proxy);

    /// <summary>Something worth a line.</summary>
    void OnLine(LogSeverity severity, string text);

    /// <summary>It begins to work for a session.</summary>
    /// <returns>Follows that session.</returns>
    ISessionObserver OnSession(BackupSession session, bool isOrchestrator);

    /// <summary>It works for the session no longer.</summary>
    void OnSessionEnded(BackupSession session);
}
