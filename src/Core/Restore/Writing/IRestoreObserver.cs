using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Follows a restore. Called from worker threads: must not throw.</summary>
public interface IRestoreObserver
{
    /// <summary>An item is done, one way or the other; may wait for whoever reads it.</summary>
    void OnItem(RestoredItem item);

    /// <summary>A line was written to the session's log.</summary>
    void OnLog(SessionLogEntry entry);

    /// <summary>The newest state of affairs; earlier ones can be dropped.</summary>
    void OnProgress(RestoreProgress progress);
}
