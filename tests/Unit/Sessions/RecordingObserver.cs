using System.Collections.Concurrent;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>Keeps what a session said.</summary>
internal sealed class RecordingObserver : ISessionObserver
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentQueue<string> _throttling = new();

    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>What progress said of throttling.</summary>
    public IReadOnlyCollection<string> Throttling => _throttling;

    public void OnStarted(BackupSession session)
    {
    }

    public void OnLog(SessionLogEntry entry) => _lines.Enqueue(entry.Message);

    public void OnProgress(SessionProgress progress)
    {
        if (progress.Throttling is { } throttling)
            _throttling.Enqueue(throttling);
    }
}
