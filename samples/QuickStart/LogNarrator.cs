using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;

namespace Veeam365.QuickStart;

/// <summary>Shows the warnings and errors of a session's log.</summary>
internal sealed class LogNarrator(Narrator narrator) : ISessionObserver
{
    public void OnStarted(BackupSession session)
    {
    }

    public void OnLog(SessionLogEntry entry)
    {
        if (entry.Severity != LogSeverity.Info)
            narrator.Result($"{entry.Severity}: {entry.Message}");
    }

    public void OnProgress(SessionProgress progress)
    {
    }
}
