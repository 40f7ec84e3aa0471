using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>Watches a session, tells when it has come to a point and cancels it there.</summary>
internal sealed class StopWhen(Func<SessionProgress, bool> reached, CancellationTokenSource? stop) : ISessionObserver
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => _reached.Task;

    public void OnStarted(BackupSession session)
    {
    }

    public void OnLog(SessionLogEntry entry)
    {
    }

    public void OnProgress(SessionProgress progress)
    {
        if (!reached(progress))
            return;
        _reached.TrySetResult();
        stop?.Cancel();
    }
}
