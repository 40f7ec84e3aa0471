using System.Threading.Channels;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Keeps a restore session alive and visible: heartbeats, statistics, log, progress.</summary>
internal sealed class RestoreMonitor : IAsyncDisposable
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(500);

    private readonly IRestoreSessionTable _sessions;
    private readonly RestoreOptions _options;
    private readonly IRestoreObserver _observer;
    private readonly TimeProvider _clock;
    private readonly RestoreCounters _counters;
    private readonly Channel<SessionLogEntry> _log = Channel.CreateUnbounded<SessionLogEntry>();
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private readonly List<SessionLogEntry> _unsaved = [];
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _stop;
    private readonly long _began;
    private readonly Task _running;
    private int _lines;

    public RestoreMonitor(BackupServices services, RestoreSession session, RestoreOptions options, RestoreCounters counters, IRestoreObserver observer, CancellationToken cancellationToken)
    {
        _sessions = services.Configuration.RestoreSessions;
        Session = session;
        _options = options;
        _counters = counters;
        _observer = observer;
        _clock = services.Clock;
        _began = _clock.GetTimestamp();
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _running = Task.WhenAll(Task.Run(BeatAsync, CancellationToken.None), Task.Run(ReportAsync, CancellationToken.None));
    }

    public RestoreSession Session { get; }

    /// <summary>What is being done, in words.</summary>
    public string Step { get; set; } = "Starting";

    public IOrganizationTarget? Target { get; set; }

    /// <summary>Cancelled by the caller, and when the session is no longer ours.</summary>
    public CancellationToken StopToken => _stop.Token;

    public RestoreStatistics Statistics => _counters.Snapshot(Target?.Statistics);

    public void Info(string message) => Write(LogSeverity.Info, message);

    public void Warning(string message) => Write(LogSeverity.Warning, message);

    public void Error(string message) => Write(LogSeverity.Error, message);

    /// <summary>Stores what was written so far, in order.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (_log.Reader.TryRead(out SessionLogEntry? entry))
                _unsaved.Add(entry);
            if (_unsaved.Count == 0)
                return;
            await _sessions.AppendLogAsync(Session.Id, _unsaved, cancellationToken).ConfigureAwait(false);
            _unsaved.Clear();
        }
        finally
        {
            _flushing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        Report();
        _flushing.Dispose();
        _ended.Dispose();
        _stop.Dispose();
    }

    private void Write(LogSeverity severity, string message)
    {
        var entry = new SessionLogEntry(Interlocked.Increment(ref _lines), _clock.GetUtcNow(), severity, message);
        _log.Writer.TryWrite(entry);
        _observer.OnLog(entry);
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(_options.Heartbeat, _clock);
        while (await NextAsync(timer).ConfigureAwait(false))
        {
            try
            {
                if (!await _sessions.RenewAsync(Session.Id, Statistics, _options.Lease, _ended.Token).ConfigureAwait(false))
                    await _stop.CancelAsync().ConfigureAwait(false);
                await FlushAsync(_ended.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is BackupException or OperationCanceledException)
            {
                // A database that is away for a moment does not stop a restore: nothing of it depends on the session's row.
            }
        }
    }

    private async Task ReportAsync()
    {
        using var timer = new PeriodicTimer(ProgressInterval, _clock);
        while (await NextAsync(timer).ConfigureAwait(false))
            Report();
    }

    private void Report() => _observer.OnProgress(new RestoreProgress(Session, Step, Statistics, _clock.GetElapsedTime(_began)));

    private async ValueTask<bool> NextAsync(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_ended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
