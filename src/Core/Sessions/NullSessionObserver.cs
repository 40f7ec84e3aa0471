using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Follows nothing.</summary>
public sealed class NullSessionObserver : ISessionObserver
{
    /// <inheritdoc/>
    public void OnStarted(BackupSession session)
    {
    }

    /// <inheritdoc/>
    public void OnLog(SessionLogEntry entry)
    {
    }

    /// <inheritdoc/>
    public void OnProgress(SessionProgress progress)
    {
    }
}
