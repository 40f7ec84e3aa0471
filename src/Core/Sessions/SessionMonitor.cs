using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Sources;
using Veeam365.Backup.Core.Telemetry;

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
    private readonly ConcurrentDictionary<ObjectCounters, Activity?> _active = new();
    private readonly ConcurrentDictionary<Guid, TaskInHand> _inHand = new();
    private readonly ISessionPulse _pulse;
    private readonly SessionMeter _meter;
    private readonly SessionTrace _trace;
    private SessionStatistics? _others;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _heartbeats;
    private readonly Task _progress;

    public SessionMonitor(BackupServices services, BackupSession session, SessionOptions options, ISessionPulse pulse, ISessionObserver observer, CancellationToken cancellationToken)
    {
        _pulse = pulse;
        _meter = new SessionMeter(session);
        _trace = new SessionTrace(session);
        EndToken = cancellationToken;
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

    /// <summary>Cancelled by the caller only.</summary>
    public CancellationToken EndToken { get; }

    /// <summary>Why the session was cut off, when it was not a stop.</summary>
    public BackupException? LossOfLease { get; private set; }

    /// <summary>True once a person asked for the session to be stopped, or its window closed.</summary>
    public bool WasAskedToStop { get; private set; }

    /// <summary>Why the session was stopped, for people; null when a person stopped it.</summary>
    public string? StopReason { get; private set; }

    /// <summary>What is being done, in words.</summary>
    public string Step
    {
        get;
        set
        {
            field = value;
            _trace.Step(value);
        }
    } = "Starting";

    /// <summary>Whose task leases are renewed; null before the transfer.</summary>
    public string? Holder { get; set; }

    public IOrganizationSource? Source { get; set; }

    public IRepositoryWriter? Writer { get; set; }

    /// <summary>What the session has moved, others that work for it included as far as they have told.</summary>
    public SessionStatistics Statistics => _others is { } others ? others.Plus(Own) : Own;

    private SessionStatistics Own => Counters.Snapshot(Source?.Statistics, Writer?.BytesWritten ?? 0);

    /// <summary>A task was claimed.</summary>
    public TaskInHand Take(SessionTask task, CancellationToken cancellationToken)
    {
        var hand = new TaskInHand(task, cancellationToken);
        _inHand[task.Id] = hand;
        return hand;
    }

    /// <summary>Nothing is done for the task any more.</summary>
    public void Put(TaskInHand hand)
    {
        _inHand.TryRemove(KeyValuePair.Create(hand.Task.Id, hand));
        hand.Dispose();
    }

    /// <summary>Gives up what is still done here for a task that was claimed anew, and waits until nothing is.</summary>
    public async Task LoseAsync(Guid taskId)
    {
        if (!_inHand.TryGetValue(taskId, out TaskInHand? hand))
            return;
        await hand.LoseAsync().ConfigureAwait(false);
        await hand.Put.ConfigureAwait(false);
    }

    public ObjectCounters BeginObject(TaskInHand hand)
    {
        var counters = new ObjectCounters(hand.Task, Counters);
        _active.TryAdd(counters, _trace.Begin(hand.Task.Identity));
        return counters;
    }

    public void EndObject(ObjectCounters counters)
    {
        if (_active.TryRemove(counters, out Activity? activity) && activity is not null)
            SessionTrace.End(activity, counters.Snapshot());
    }

    /// <summary>The session was closed.</summary>
    public void End(BackupSession closed)
    {
        SessionMeter.End(closed);
        _trace.End(closed);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_heartbeats, _progress).ConfigureAwait(false);
        _observer.OnProgress(_estimator.Next(_session, Step, Statistics, []));
        _meter.Report(Own);
        _meter.Dispose();
        _trace.Dispose();
        Log.Dispose();
        _ended.Dispose();
        _stop.Dispose();
    }

    private async Task HeartbeatAsync()
    {
        using var timer = new PeriodicTimer(_options.Heartbeat, _clock);
        long lastGood = _clock.GetTimestamp();
        while (await NextBeatAsync(timer).ConfigureAwait(false))
        {
            try
            {
                _meter.Report(Own);
                await CloseWindowAsync().ConfigureAwait(false);
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

    // By the clock and not by a timer: the machine may have been suspended meanwhile. Each process that works for the session does it for itself.
    private async Task CloseWindowAsync()
    {
        if (_stop.IsCancellationRequested || !(_session.StopAt <= _clock.GetUtcNow()))
            return;
        WasAskedToStop = true;
        StopReason = string.Create(CultureInfo.InvariantCulture, $"Stopped by its backup window, which closed at {_session.StopAt.Value.UtcDateTime:yyyy-MM-dd HH:mm} UTC; what was finished is kept.");
        Log.Warning(StopReason);
        await _stop.CancelAsync().ConfigureAwait(false);
    }

    private async Task BeatAsync()
    {
        SessionHeartbeat beat = await _pulse.BeatAsync(Own, Statistics, _ended.Token).ConfigureAwait(false);
        _others = beat.Others;
        if (!beat.IsOurs)
        {
            await LoseAsync(_pulse.WhyNotOurs()).ConfigureAwait(false);
            return;
        }
        if (beat.StopRequested && !_stop.IsCancellationRequested)
        {
            WasAskedToStop = true;
            Log.Warning("A stop was asked for.");
            await _stop.CancelAsync().ConfigureAwait(false);
        }
        if (Holder is { } holder)
            await RenewTasksAsync(holder).ConfigureAwait(false);
        await Log.FlushAsync(_ended.Token).ConfigureAwait(false);
    }

    private async Task RenewTasksAsync(string holder)
    {
        // Taken before: one that is claimed meanwhile is not missed.
        TaskInHand[] inHand = [.. _inHand.Values];
        HashSet<Guid> held = [.. await _configuration.Sessions.RenewTasksAsync([.. inHand.Select(h => h.Task.Id)], holder, _options.Lease, _ended.Token).ConfigureAwait(false)];
        foreach (TaskInHand lost in inHand.Where(h => !held.Contains(h.Task.Id)))
        {
            // What was recorded at this moment is not held any more either.
            if (_inHand.ContainsKey(lost.Task.Id))
                await lost.LoseAsync().ConfigureAwait(false);
        }
        TaskProgress[] progress = [.. _active.Keys.Where(c => held.Contains(c.Task.Id)).Select(c => new TaskProgress(c.Task.Id, c.Task.Epoch, c.Snapshot()))];
        await _configuration.Sessions.ReportTasksAsync(progress, _ended.Token).ConfigureAwait(false);
    }

    private async Task LoseAsync(BackupException why)
    {
        LossOfLease = why;
        await _stop.CancelAsync().ConfigureAwait(false);
    }

    private async Task ReportAsync()
    {
        using var timer = new PeriodicTimer(ProgressInterval, _clock);
        var finder = new BottleneckFinder();
        while (await NextAsync(timer).ConfigureAwait(false))
        {
            ObjectProgress[] active = [.. _active.Keys.Select(c => c.Progress()).OrderByDescending(p => p.Items).Take(10)];
            SourceStatistics? source = Source?.Statistics;
            string? throttling = ThrottlingWords.Now(source);
            SessionBottleneck? bottleneck = active.Length > 0 ? finder.Next(throttling is not null, Writer?.AwaitsStore == true) : null;
            _observer.OnProgress(_estimator.Next(_session, Step, Statistics, active) with { Throttling = throttling, Bottleneck = bottleneck });
        }
    }

    /// <summary>Where others work for the session, a stop asked for elsewhere is heard of at once.</summary>
    private async ValueTask<bool> NextBeatAsync(PeriodicTimer timer)
    {
        if (_session.Proxy.IsDefault)
            return await NextAsync(timer).ConfigureAwait(false);
        try
        {
            await _configuration.Changes.WaitAsync(_options.Heartbeat, _ended.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
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
