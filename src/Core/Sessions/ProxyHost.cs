using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Proxies;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// A proxy at work: says that it is alive, takes sessions that wait or whose orchestrator died, and works for those that others run. Which sessions, tasks and threads are its own is decided by the
/// database alone; it may be killed at any moment.
/// </summary>
public sealed class ProxyHost(BackupServices services, ProxyOptions options, IProxyObserver observer)
{
    // Packs being filled and sent are about a fifth of what a session needs: see docs/operations.md.
    private const int WriterPart = 5;
    private const long LeastWriterBudget = 24L << 20;

    private static readonly TimeSpan Backoff = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenComplaints = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Guid, Task> _sessions = new();

    private DateTimeOffset _quietUntil;

    // A session that could not be worked for is left to others for a while.
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _left = new();

    private IProxyTable Proxies => services.Configuration.Proxies;

    private TimeSpan Lease => options.Session.Lease;

    /// <summary>Runs until it is cancelled (its sessions and tasks go to others), or until its time is over (it finishes its tasks first).</summary>
    /// <exception cref="ConflictException">Another process serves this proxy.</exception>
    /// <exception cref="NotFoundException">The proxy is gone.</exception>
    public async Task RunAsync(BackupProxy proxy, CancellationToken cancellationToken)
    {
        ProxyProcess process = Describe();
        await Proxies.AttachAsync(proxy.Id, process, Lease, cancellationToken).ConfigureAwait(false);
        var seat = new ProxySeat(proxy.Name, process.HolderOf(proxy.Name), new WorkSlots(proxy.Threads))
        {
            MemoryBudget = Math.Max(LeastWriterBudget, proxy.MemoryBudget / WriterPart),
            Downloads = new TokenBucket(proxy.DownloadRate, services.Clock),
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            observer.OnLine(LogSeverity.Info, $"Proxy {proxy.Name} is up: {proxy.Threads} threads, version {process.Version}.");
            await TellOfOthersAsync(proxy, process, stop.Token).ConfigureAwait(false);
            await ServeAsync(new Serving(proxy, process, seat), stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            observer.OnLine(LogSeverity.Info, $"Proxy {proxy.Name} ends; what it had goes to others.");
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(_sessions.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await DetachAsync(proxy, process).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(Serving serving, CancellationToken cancellationToken)
    {
        long lastGood = services.Clock.GetTimestamp();
        long lastBusy = lastGood;
        while (true)
        {
            try
            {
                BackupProxy now = await Proxies.BeatAsync(serving.Proxy.Id, serving.Process.Instance, Lease, cancellationToken).ConfigureAwait(false) ?? throw Replaced(serving.Proxy);
                lastGood = services.Clock.GetTimestamp();
                bool isEnding = IsOver(lastBusy);
                Follow(serving, now, isEnding);
                if (!now.InMaintenance && !isEnding)
                    await LookForWorkAsync(serving, now, cancellationToken).ConfigureAwait(false);
                if (!_sessions.IsEmpty)
                    lastBusy = services.Clock.GetTimestamp();
                if (isEnding && _sessions.IsEmpty)
                    return;
            }
            catch (ConfigurationException e)
            {
                Complain(serving, e, services.Clock.GetElapsedTime(lastGood));
            }
            await services.Configuration.Changes.WaitAsync(options.Session.Heartbeat, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool IsOver(long lastBusy) =>
        services.Clock.GetUtcNow() >= options.Until || (options.Idle is { } idle && _sessions.IsEmpty && services.Clock.GetElapsedTime(lastBusy) >= idle);

    /// <summary>Settings hold from the next object on. In maintenance there are no threads: what runs goes on, nothing begins.</summary>
    private void Follow(Serving serving, BackupProxy now, bool isEnding)
    {
        int threads = now.InMaintenance || isEnding ? 0 : now.Threads;
        if (serving.Seat.Slots.Size != threads)
        {
            serving.Seat.Slots.Size = threads;
            if (now.InMaintenance)
                observer.OnLine(LogSeverity.Info, $"Proxy {now.Name} is in maintenance: it finishes {serving.Seat.Slots.Taken} objects and takes nothing new.");
        }
        serving.Seat.Downloads!.Rate = now.DownloadRate;
        observer.OnProxy(now);
    }

    private async Task LookForWorkAsync(Serving serving, BackupProxy now, CancellationToken cancellationToken)
    {
        ISessionTable sessions = services.Configuration.Sessions;
        while (_sessions.Count < options.MostSessions)
        {
            var taking = new SessionTaking(now.Id, now.PoolId, serving.Process.Owner, Lease) { ReachesOnPremises = options.ReachesOnPremises };
            if (await sessions.TakeAsync(taking, cancellationToken).ConfigureAwait(false) is not { } taken)
                break;
            // What it did for the session as a member so far goes on beside.
            Start(taken, isOrchestrator: true, observed => new SessionRunner(services, options.Session).RunAsync(taken, serving.Seat, observed, cancellationToken));
        }
        foreach (BackupSession open in await sessions.ListOpenAsync(now.Id, now.PoolId, options.ReachesOnPremises, cancellationToken).ConfigureAwait(false))
        {
            if (_sessions.Count >= options.MostSessions)
                return;
            if (_sessions.ContainsKey(open.Id) || (_left.TryGetValue(open.Id, out DateTimeOffset until) && services.Clock.GetUtcNow() < until))
                continue;
            Start(open, isOrchestrator: false, observed => new SessionMembership(services, options.Session, serving.Seat).RunAsync(open, observed, cancellationToken));
        }
    }

    private void Start(BackupSession session, bool isOrchestrator, Func<ISessionObserver, Task> work)
    {
        Task earlier = _sessions.GetValueOrDefault(session.Id, Task.CompletedTask);
        _sessions[session.Id] = Task.Run(async () =>
        {
            if (!isOrchestrator)
                await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await RunAsync(session, isOrchestrator, work).ConfigureAwait(false);
            await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _sessions.TryRemove(session.Id, out Task? _);
        });
    }

    private async Task RunAsync(BackupSession session, bool isOrchestrator, Func<ISessionObserver, Task> work)
    {
        ISessionObserver observed = observer.OnSession(session, isOrchestrator);
        try
        {
            await work(observed).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The proxy ends.
        }
        catch (Exception e) when (e is BackupException)
        {
            _left[session.Id] = services.Clock.GetUtcNow() + Backoff;
            observer.OnLine(LogSeverity.Warning, $"Session of job '{session.JobName}': {e.Message}");
        }
        finally
        {
            observer.OnSessionEnded(session);
        }
    }

    private async Task TellOfOthersAsync(BackupProxy proxy, ProxyProcess process, CancellationToken cancellationToken)
    {
        if (proxy.PoolId is null)
            return;
        foreach (BackupProxy other in await Proxies.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (other.PoolId == proxy.PoolId && other.IsOnline && other.Process!.Protocol != process.Protocol)
            {
                observer.OnLine(
                    LogSeverity.Warning,
                    $"Member {other.Name} of the pool runs version {other.Process.Version}, which cannot share sessions with this version {process.Version}: each finishes its own; update all members.");
            }
        }
    }

    private void Complain(Serving serving, ConfigurationException error, TimeSpan away)
    {
        // Once at the beginning, then now and then.
        DateTimeOffset now = services.Clock.GetUtcNow();
        if (now < _quietUntil)
            return;
        _quietUntil = now + BetweenComplaints;
        string since = string.Create(CultureInfo.InvariantCulture, $"{Math.Round(away.TotalSeconds)} s");
        observer.OnLine(LogSeverity.Warning, $"Proxy {serving.Proxy.Name} has not reached the configuration database for {since}: {error.Message}");
    }

    private async Task DetachAsync(BackupProxy proxy, ProxyProcess process)
    {
        using var patience = new CancellationTokenSource(options.Session.CleanupTime, services.Clock);
        try
        {
            await Proxies.DetachAsync(proxy.Id, process.Instance, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is BackupException or OperationCanceledException)
        {
            // Its lease runs out by itself.
        }
    }

    private static ConflictException Replaced(BackupProxy proxy) => new(
        "Proxy.Replaced",
        $"Another process serves proxy '{proxy.Name}' now, or the proxy was removed.",
        "Look at Get-BackupProxy; give each process a proxy of its own.");

    private static ProxyProcess Describe()
    {
        Assembly assembly = typeof(ProxyHost).Assembly;
        string version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? assembly.GetName().Version?.ToString(3) ?? "0";
        return new ProxyProcess(Guid.CreateVersion7(), SessionOwner.Current(), version, ProxyProcess.CurrentProtocol, RuntimeInformation.OSDescription);
    }

    private sealed record Serving(BackupProxy Proxy, ProxyProcess Process, ProxySeat Seat);
}
