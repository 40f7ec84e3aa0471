using System.Collections.Concurrent;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// Keeps a running session alive and visible: heartbeats renew its lease (and learn of a stop), progress goes to the observer, log lines to the database.
/// </summary>
internal sealed class SessionMonitor : IAsyncDisposable
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(500);

    private readonly IBackupConfiguration _configuration;
    private readonly BackupSession _session;
    private readonly SessionOptions _options;
    private readonly ISessionObserver _observer;
    private readonly TimeProvider _clock;
    private readonly ProgressEstimator _estimator;
    private readonly ConcurrentDictionary<ObjectCounters, byte> _active = new();
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _heartbeats;
    private readonly Task _progress;

    public SessionMonitor(BackupServices services, BackupSession session, SessionOptions options, ISessionObserver observer, CancellationToken cancellationToken)
    {
        _configuration = services.Configuration;
        _session = session;
        _options = options;
        _observer = observer;
        _clock = services.Clock;
        _estimator = new ProgressEstimator(services.Clock);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Log = new SessionLog(services.Configuration.Sessions, session.Id, observer, services.Clock);
        _heartbeats = Task.Run(HeartbeatAsync, CancellationToken.None);
        _progress = Task.Run(ReportAsync, CancellationToken.None);
    }

    public SessionLog Log { get; }

    public SessionCounters Counters { get; } = new();

    /// <summary>Cancelled by the caller, by a stop asked for elsewhere, and when the session is no longer ours.</summary>
    public CancellationToken StopToken => _stop.Token;

    /// <summary>Why the session was cut off, when it was not a stop.</summary>
    public BackupException? LossOfLease { get; private set; }

    /// <summary>What is being done, in words.</summary>
    public string Step { get; set; } = "Starting";

    /// <summary>Whose task leases are renewed; null before the transfer.</summary>
    public string? Holder { get; set; }

    public IOrganizationSource? Source { get; set; }

    public IRepositoryWriter? Writer { get; set; }

    public SessionStatistics Statistics => Counters.Snapshot(Source?.Statistics, Writer?.BytesWritten ?? 0);

    public ObjectCounters BeginObject(ObjectIdentity identity)
    {
        var counters = new ObjectCounters(identity, Counters);
        _active.TryAdd(counters, 0);
        return counters;
    }

    public void EndObject(ObjectCounters counters) => _active.TryRemove(counters, out _);

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_heartbeats, _progress).ConfigureAwait(false);
        _observer.OnProgress(_estimator.Next(_session, Step, Statistics, []));
        Log.Dispose();
        _ended.Dispose();
        _stop.Dispose();
    }

    private async Task HeartbeatAsync()
    {
        using var timer = new PeriodicTimer(_options.Heartbeat, _clock);
        long lastGood = _clock.GetTimestamp();
        while (await NextAsync(timer).ConfigureAwait(false))
        {
            try
            {
                await BeatAsync().ConfigureAwait(false);
                lastGood = _clock.GetTimestamp();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (BackupException e)
            {
                // A short outage of the database, or a full disk under it, is survived as long as nobody else can have taken the session over.
                if (_clock.GetElapsedTime(lastGood) > _options.Lease)
                    await LoseAsync(e).ConfigureAwait(false);
            }
        }
    }

    private async Task BeatAsync()
    {
        SessionHeartbeat beat = await _configuration.Sessions.RenewAsync(_session.Id, Statistics, _options.Lease, _ended.Token).ConfigureAwait(false);
        if (!beat.IsOurs)
        {
            await LoseAsync(new ConflictException(
                "Session.TakenOver", "The session was marked as ended by another process.", "Start the job again; check that this machine was not suspended.")).ConfigureAwait(false);
            return;
        }
        if (beat.StopRequested && !_stop.IsCancellationRequested)
        {
            Log.Warning("A stop was asked for.");
            await _stop.CancelAsync().ConfigureAwait(false);
        }
        if (Holder is { } holder)
            await _configuration.Sessions.RenewTasksAsync(_session.Id, holder, _options.Lease, _ended.Token).ConfigureAwait(false);
        await Log.FlushAsync(_ended.Token).ConfigureAwait(false);
    }

    private async Task LoseAsync(BackupException why)
    {
        LossOfLease = why;
        await _stop.CancelAsync().ConfigureAwait(false);
    }

    private async Task ReportAsync()
    {
        using var timer = new PeriodicTimer(ProgressInterval, _clock);
        while (await NextAsync(timer).ConfigureAwait(false))
        {
            ObjectProgress[] active = [.. _active.Keys.Select(c => c.Progress()).OrderByDescending(p => p.Items).Take(10)];
            SourceStatistics? source = Source?.Statistics;
            SessionStatistics moved = Counters.Snapshot(source, Writer?.BytesWritten ?? 0);
            _observer.OnProgress(_estimator.Next(_session, Step, moved, active) with { Throttling = ThrottlingWords.Now(source) });
        }
    }

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
