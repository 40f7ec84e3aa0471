using System.Threading.Channels;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>A session's log: lines are shown at once and stored in batches. Never holds tokens, secrets or content.</summary>
internal sealed class SessionLog(ISessionTable sessions, Guid sessionId, ISessionObserver observer, TimeProvider clock) : IDisposable
{
    private readonly Channel<SessionLogEntry> _pending = Channel.CreateUnbounded<SessionLogEntry>();
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private readonly List<SessionLogEntry> _unsaved = [];
    private int _number;

    public void Info(string message) => Write(LogSeverity.Info, message);

    public void Warning(string message) => Write(LogSeverity.Warning, message);

    public void Error(string message) => Write(LogSeverity.Error, message);

    /// <summary>Stores what was written so far, in order.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Lines that the database did not take are kept for the next time.
            while (_pending.Reader.TryRead(out SessionLogEntry? entry))
                _unsaved.Add(entry);
            if (_unsaved.Count == 0)
                return;
            await sessions.AppendLogAsync(sessionId, _unsaved, cancellationToken).ConfigureAwait(false);
            _unsaved.Clear();
        }
        finally
        {
            _flushing.Release();
        }
    }

    public void Dispose() => _flushing.Dispose();

    private void Write(LogSeverity severity, string message)
    {
        var entry = new SessionLogEntry(Interlocked.Increment(ref _number), clock.GetUtcNow(), severity, message);
        _pending.Writer.TryWrite(entry);
        observer.OnLog(entry);
    }
}
