using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Follows a session. Called from worker threads: must be quick and must not throw.</summary>
public interface ISessionObserver
{
    /// <summary>A session began (or, after a failed attempt, another one).</summary>
    void OnStarted(BackupSession session);

    /// <summary>A line was written to the session's log.</summary>
    void OnLog(SessionLogEntry entry);

    /// <summary>The newest state of affairs; earlier ones can be dropped.</summary>
    void OnProgress(SessionProgress progress);
}
