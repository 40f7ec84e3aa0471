using System.Globalization;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Proxies;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Runs one session of a job: the seven steps, from top to bottom.</summary>
public sealed class SessionRunner(BackupServices services, SessionOptions options)
{
    private const int MostFailures = 10;
    private static readonly TimeSpan Backoff = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Runs the session and closes it. A failure is the result, not an exception: everything that went wrong after the session was created is in its status and log.
    /// Cancelling stops it: the objects finished so far are kept in a restore point, the session becomes Stopped.
    /// </summary>
    /// <exception cref="ConflictException">A session of the job runs already.</exception>
    /// <exception cref="NotFoundException">The job, its organization or its repository is gone.</exception>
    /// <exception cref="ConfigurationException">The configuration database cannot be reached.</exception>
    public async Task<SessionResult> RunAsync(StartRequest request, int attempt, ISessionObserver observer, CancellationToken cancellationToken)
    {
        LoadedJob loaded = await new LoadStep(services.Configuration, options).RunAsync(request, attempt, cancellationToken).ConfigureAwait(false);
        if (!loaded.Session.Proxy.IsDefault)
            return await new SessionFollower(services).RunAsync(loaded.Session, observer, cancellationToken).ConfigureAwait(false);
        return await RunAsync(loaded, await DefaultSeatAsync(cancellationToken).ConfigureAwait(false), observer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Queues a session for the proxies that work for the job's repository, and leaves it to them.</summary>
    /// <returns>The session; null when the default proxy works for the repository: then it is run here (<see cref="RunAsync(StartRequest, int, ISessionObserver, CancellationToken)"/>).</returns>
    public async Task<BackupSession?> TryQueueAsync(StartRequest request, CancellationToken cancellationToken)
    {
        BackupRepository? repository = await services.Configuration.Repositories.FindAsync(request.Job.RepositoryId.ToString(), cancellationToken).ConfigureAwait(false);
        if (repository is null or { Proxy.IsDefault: true })
            return null;
        return (await new LoadStep(services.Configuration, options).RunAsync(request, 1, cancellationToken).ConfigureAwait(false)).Session;
    }

    /// <summary>Runs a session that this process has taken, from its beginning or from where another process left it (<see cref="ISessionTable.TakeAsync"/>).</summary>
    /// <exception cref="ConflictException">Another process has taken it over meanwhile.</exception>
    public async Task<SessionResult> RunAsync(BackupSession taken, ProxySeat seat, ISessionObserver observer, CancellationToken cancellationToken)
    {
        LoadedJob loaded = await new LoadStep(services.Configuration, options).RunAsync(taken, cancellationToken).ConfigureAwait(false);
        return await RunAsync(loaded, seat, observer, cancellationToken).ConfigureAwait(false);
    }

    private async Task<SessionResult> RunAsync(LoadedJob loaded, ProxySeat seat, ISessionObserver observer, CancellationToken cancellationToken)
    {
        using LoggedSession logged = await LoggedSession.OpenAsync(services.Configuration, loaded.Session, observer, cancellationToken).ConfigureAwait(false);
        SessionResult result = await RunObservedAsync(loaded, seat, logged, cancellationToken).ConfigureAwait(false);
        if (result.Session.EndedAt is not null)
            logged.End(result.Session);
        return result;
    }

    private async Task<SessionResult> RunObservedAsync(LoadedJob loaded, ProxySeat seat, ISessionObserver observer, CancellationToken cancellationToken)
    {
        observer.OnStarted(loaded.Session);
        await using var monitor = new SessionMonitor(
            services, loaded.Session, options, new OrchestratorPulse(services.Configuration.Sessions, loaded.Session, options.Lease), observer, cancellationToken);
        monitor.Log.Info(Beginning(loaded.Session, seat));
        try
        {
            return await RunStepsAsync(loaded, seat, monitor).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (IsLeaving(loaded.Session, monitor))
        {
            monitor.Log.Info($"Proxy {seat.Name} ends and leaves the session to others.");
            return await LeaveAsync(loaded, seat, monitor, null).ConfigureAwait(false);
        }
        catch (Exception) when (!loaded.Session.Proxy.IsDefault && monitor.LossOfLease is not null)
        {
            monitor.Log.Warning($"Proxy {seat.Name} has lost the session: {monitor.LossOfLease.Message}");
            return await LeaveAsync(loaded, seat, monitor, Backoff).ConfigureAwait(false);
        }
        catch (BackupException e) when (MayPass(loaded.Session, e) && !monitor.WasAskedToStop)
        {
            monitor.Log.Warning($"Proxy {seat.Name} gives the session up for {Backoff.TotalSeconds:0} s, another or the same one goes on with it: {e.Message}");
            return await LeaveAsync(loaded, seat, monitor, Backoff).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (monitor.StopToken.IsCancellationRequested)
        {
            SessionStatus status = monitor.LossOfLease is null ? SessionStatus.Stopped : SessionStatus.Failed;
            return await CloseAsync(loaded, monitor, new Ending(status, null, monitor.LossOfLease)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            BackupException error = e as BackupException ?? new SourceException(
                "Session.Unexpected", $"Unexpected {e.GetType().Name}: {e.Message}", "Please report it with the session's log (Get-BackupSession -Log).", e);
            return await CloseAsync(loaded, monitor, new Ending(SessionStatus.Failed, null, error)).ConfigureAwait(false);
        }
    }

    /// <summary>True when only this process ends: other proxies go on with the session.</summary>
    private static bool IsLeaving(BackupSession session, SessionMonitor monitor) =>
        !session.Proxy.IsDefault && monitor.StopToken.IsCancellationRequested && !monitor.WasAskedToStop && monitor.LossOfLease is null;

    /// <summary>Where proxies work for a session, a store or a database that is away for a while costs time, not the session.</summary>
    private static bool MayPass(BackupSession session, BackupException error) =>
        !session.Proxy.IsDefault && session.Failures < MostFailures && !LastingErrors.Is(error)
        && error is RepositoryException or ConfigurationException or SourceException { ErrorId: "Source.Unreachable" };

    private async Task<SessionResult> LeaveAsync(LoadedJob loaded, ProxySeat seat, SessionMonitor monitor, TimeSpan? backoff)
    {
        using var cleanup = new CancellationTokenSource(options.CleanupTime, services.Clock);
        try
        {
            ISessionTable sessions = services.Configuration.Sessions;
            await monitor.Log.FlushAsync(cleanup.Token).ConfigureAwait(false);
            await sessions.ReturnTasksAsync(loaded.Session.Id, seat.Holder, cleanup.Token).ConfigureAwait(false);
            await sessions.LeaveAsync(loaded.Session.Hold, backoff, cleanup.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is BackupException or OperationCanceledException)
        {
            // Its leases run out by themselves.
        }
        return new SessionResult(loaded.Session, null, null);
    }

    private static string Beginning(BackupSession session, ProxySeat seat)
    {
        string where = session.Proxy.IsDefault ? "" : $" on proxy {seat.Name}";
        if (session.Epoch > 1)
            return $"Proxy {seat.Name} goes on with the session of job '{session.JobName}', which another one left, lost or gave up.";
        return session.Attempt == 1 ? $"Session of job '{session.JobName}' started{where}." : $"Session of job '{session.JobName}' started{where}, attempt {session.Attempt}.";
    }

    private async Task<ProxySeat> DefaultSeatAsync(CancellationToken cancellationToken)
    {
        BackupProxy? settings = await services.Configuration.Proxies.FindAsync(BackupProxy.DefaultId.ToString(), cancellationToken).ConfigureAwait(false);
        string holder = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}");
        int threads = settings is null || settings.Threads == new BackupProxy { Id = default, Name = "", CreatedAt = default }.Threads ? options.ObjectConcurrency : settings.Threads;
        return new ProxySeat(settings?.Name ?? "Default", holder, new WorkSlots(threads))
        {
            Downloads = settings?.DownloadRate is { } rate ? new TokenBucket(rate, services.Clock) : null,
        };
    }

    private async Task<SessionResult> RunStepsAsync(LoadedJob loaded, ProxySeat seat, SessionMonitor monitor)
    {
        CancellationToken stop = monitor.StopToken;

        // The repository is opened and the scope looked up meanwhile: none waits for the other, and nothing is written before step 4.
        monitor.Step = "Connecting to the organization";
        await using var opening = new RepositoryOpening(services, loaded.Repository, stop);
        await using IOrganizationSource source = await new SourceConnection(services, seat).OpenAsync(loaded.Organization, loaded.Session.Proxy, stop).ConfigureAwait(false);
        monitor.Source = source;
        await using ScopeDiscovery? discovery = loaded.Session.Plan is null ? new ScopeDiscovery(source, loaded.Job, stop) : null;
        await new AuthenticateStep(source).RunAsync(loaded, monitor.Log, stop).ConfigureAwait(false);

        monitor.Step = "Connecting to the repository";
        RepositoryConnection connection = await opening.Connection.ConfigureAwait(false);
        await RepositoryOwnership.RequireAsync(services, loaded.Repository, connection.Repository, monitor.Log.Warning, stop).ConfigureAwait(false);
        await new RepositorySynchronization(services, loaded.Repository, connection).RunAsync(monitor.Log.Info, stop).ConfigureAwait(false);
        if (loaded.Session.Epoch > 1 && await FindCommittedAsync(loaded, stop).ConfigureAwait(false) is { } point)
            return await CloseCommittedAsync(loaded, monitor, point).ConfigureAwait(false);

        monitor.Step = "Resolving objects";
        bool full = loaded.Session.ReadsInFull;
        using SessionCheckpoints checkpoints = await SessionCheckpoints.LoadAsync(connection, loaded, full, services.Clock, options.CheckpointInterval, stop).ConfigureAwait(false);
        RepairedLosses losses = await RepairedLosses.ReadAsync(connection, stop).ConfigureAwait(false);
        var resolution = new ObjectResolution(connection, checkpoints, losses, full);
        ResolvedScope scope = await ResolveAsync(loaded, discovery, connection, resolution, monitor).ConfigureAwait(false);

        await using IRepositoryWriter writer = CreateWriter(loaded, seat, connection);
        monitor.Writer = writer;
        // Retention must know of a session as a whole before any of its members writes.
        if (!loaded.Session.Proxy.IsDefault)
            await writer.BeginAsync(stop).ConfigureAwait(false);
        if (discovery is not null)
            await TransferStep.PlanAsync(services.Configuration.Sessions, loaded.Session, scope, stop).ConfigureAwait(false);

        monitor.Step = "Transferring";
        bool isWhole = await new TransferStep(new TransferContext
        {
            Configuration = services.Configuration,
            Loaded = loaded,
            Source = source,
            Connection = connection,
            Writer = writer,
            Targets = new SessionTargets(resolution, discovery is null ? null : scope.Objects),
            Seat = seat,
            Checkpoints = checkpoints,
            Monitor = monitor,
            Options = options,
            Clock = services.Clock,
        }).RunAsync(scope, stop).ConfigureAwait(false);

        if (!isWhole && IsLeaving(loaded.Session, monitor))
            throw new OperationCanceledException(stop);
        return await CommitAsync(loaded, scope, !isWhole, new SessionStore(connection, writer, checkpoints), monitor).ConfigureAwait(false);
    }

    private async Task<ResolvedScope> ResolveAsync(LoadedJob loaded, ScopeDiscovery? discovery, RepositoryConnection connection, ObjectResolution resolution, SessionMonitor monitor)
    {
        CancellationToken stop = monitor.StopToken;
        if (discovery is null)
            return await new ScopeRecovery(services.Configuration.Sessions, connection).RunAsync(loaded.Session, stop).ConfigureAwait(false);
        FoundScope found = await discovery.Found.ConfigureAwait(false);
        return await new ResolveStep(services.Configuration, connection, resolution).RunAsync(loaded, found, loaded.Session.ReadsInFull, monitor.Log, stop).ConfigureAwait(false);
    }

    private IRepositoryWriter CreateWriter(LoadedJob loaded, ProxySeat seat, RepositoryConnection connection)
    {
        var limits = new RepositoryWriterOptions { ConfigurationId = services.Configuration.Description.Id, Since = loaded.Session.Epoch > 1 ? loaded.Session.StartedAt : null };
        return connection.Repository.CreateWriter(connection.Cache.Chunks, seat.MemoryBudget is { } budget ? limits with { MemoryBudget = budget } : limits);
    }

    private async Task<SessionResult> CommitAsync(LoadedJob loaded, ResolvedScope scope, bool wasStopped, SessionStore store, SessionMonitor monitor)
    {
        if (monitor.LossOfLease is { } lost)
            throw lost;

        // What was finished before a stop is kept; that must not be cancelled by the stop itself.
        using var cleanup = new CancellationTokenSource(options.CleanupTime, services.Clock);
        CancellationToken token = wasStopped ? cleanup.Token : monitor.StopToken;
        // From here on no outcome is recorded any more, and the restore point's name is settled: whoever goes on with the session makes the same one.
        CachedPoint? parent = await store.Connection.Cache.FindLastPointAsync(loaded.Job.Id, token).ConfigureAwait(false);
        long sequence = await services.Configuration.Sessions.BeginCommitAsync(loaded.Session.Hold, (parent?.Sequence ?? 0) + 1, token).ConfigureAwait(false);
        IReadOnlyList<ObjectResult> objects = await SessionResults.ReadAsync(services.Configuration.Sessions, loaded.Session.Id, scope, token).ConfigureAwait(false);
        Ending ending = Judge(scope, new TransferResult(objects, wasStopped || objects.Count < scope.Objects.Count));
        if (ending.Status == SessionStatus.Failed || (ending.Status == SessionStatus.Stopped && objects.All(o => o.Head is null)))
            return await CloseAsync(loaded, monitor, ending).ConfigureAwait(false);

        monitor.Step = "Validating";
        await new ValidateStep(store.Connection.Repository).RunAsync(objects, token).ConfigureAwait(false);
        monitor.Step = "Creating the restore point";
        RestorePoint point = await CommitOnceAsync(loaded, scope, objects, sequence, store, monitor, token).ConfigureAwait(false);
        HashSet<string> named = [.. objects.Where(o => o.Head is not null).Select(o => o.Target.Identity.Key)];
        await store.Checkpoints.RenewAsync(store.Writer, point.Sequence, named, monitor.Log, token).ConfigureAwait(false);
        monitor.Log.Info($"Restore point {point.Sequence} created: {point.Objects} objects, {point.Items} items.");
        await ApplyRetentionAsync(loaded, store, monitor).ConfigureAwait(false);
        monitor.Step = "Indexing for search";
        await new SearchIndexStep(store.Connection).RunAsync(monitor.Log, monitor.StopToken).ConfigureAwait(false);
        return await CloseAsync(loaded, monitor, ending with { Point = point }).ConfigureAwait(false);
    }

    /// <summary>A process that held the session before may be committing it at this very moment: of the two exactly one makes the restore point, and both go on with it.</summary>
    private async Task<RestorePoint> CommitOnceAsync(
        LoadedJob loaded, ResolvedScope scope, IReadOnlyList<ObjectResult> objects, long sequence, SessionStore store, SessionMonitor monitor, CancellationToken cancellationToken)
    {
        try
        {
            return await new RestorePointStep(services.Configuration, store.Connection, store.Writer, services.Clock).RunAsync(loaded, scope, objects, sequence, cancellationToken).ConfigureAwait(false);
        }
        catch (ConflictException e) when (e.ErrorId is "RestorePoint.SequenceTaken" or "Cache.PointOutOfOrder")
        {
            await new RepositorySynchronization(services, loaded.Repository, store.Connection).RunAsync(monitor.Log.Info, cancellationToken).ConfigureAwait(false);
            if (await FindCommittedAsync(loaded, cancellationToken).ConfigureAwait(false) is { } point)
                return point;
            throw;
        }
    }

    /// <summary>The restore point that this session made in the hands of another process; null when it made none.</summary>
    private async Task<RestorePoint?> FindCommittedAsync(LoadedJob loaded, CancellationToken cancellationToken)
    {
        var newest = new RestorePointQuery { JobId = loaded.Job.Id, RepositoryId = loaded.Repository.Id, Limit = 1 };
        RestorePoint? last = await services.Configuration.RestorePoints.ListAsync(newest, cancellationToken).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        return last?.SessionId == loaded.Session.Id ? last : null;
    }

    private async Task<SessionResult> CloseCommittedAsync(LoadedJob loaded, SessionMonitor monitor, RestorePoint point)
    {
        IReadOnlyList<SessionTask> tasks = await services.Configuration.Sessions.ListTasksAsync(loaded.Session.Id, monitor.StopToken).ConfigureAwait(false);
        bool isWhole = tasks.All(t => t.Status != SessionTaskStatus.Stopped);
        bool isClean = point.Gaps == 0 && loaded.Session.Plan is not { HasUnresolved: true } && tasks.All(t => t.Status != SessionTaskStatus.Failed);
        monitor.Log.Info($"Restore point {point.Sequence} had been created: {point.Objects} objects, {point.Items} items.");
        SessionStatus status = !isWhole ? SessionStatus.Stopped : isClean ? SessionStatus.Success : SessionStatus.Warning;
        return await CloseAsync(loaded, monitor, new Ending(status, point, null)).ConfigureAwait(false);
    }

    private async Task ApplyRetentionAsync(LoadedJob loaded, SessionStore store, SessionMonitor monitor)
    {
        if (monitor.StopToken.IsCancellationRequested)
            return;
        monitor.Step = "Applying retention";
        // The writer's lease would make what is marked wait for this very session.
        await store.Writer.DisposeAsync().ConfigureAwait(false);
        await new RetentionStep(services, loaded.Repository, store.Connection).RunAsync(monitor.Log, monitor.StopToken).ConfigureAwait(false);
    }

    private static Ending Judge(ResolvedScope scope, TransferResult transferred)
    {
        if (transferred.WasStopped)
            return new Ending(SessionStatus.Stopped, null, null);
        ObjectResult[] failed = [.. transferred.Objects.Where(o => o.Status == SessionTaskStatus.Failed)];
        if (failed.Length > 0 && failed.Length == transferred.Objects.Count(o => o.Status != SessionTaskStatus.Absent))
        {
            return new Ending(SessionStatus.Failed, null, new SourceException(
                "Session.AllObjectsFailed", $"No object could be backed up; the first error: {failed[0].Message}", "See the session's log: Get-BackupSession -Log."));
        }
        bool clean = failed.Length == 0 && !scope.HasUnresolved && transferred.Objects.All(o => o.Gaps.Count == 0);
        return new Ending(clean ? SessionStatus.Success : SessionStatus.Warning, null, null);
    }

    private async Task<SessionResult> CloseAsync(LoadedJob loaded, SessionMonitor monitor, Ending ending)
    {
        if (ending.Error is { } error)
            monitor.Log.Error($"{error.Message} {error.RecommendedAction}");
        foreach (string line in monitor.Source is { } source ? ThrottlingWords.Summary(source.Statistics) : [])
            monitor.Log.Info(line);
        monitor.Log.Info($"Session ended: {ending.Status}.");
        monitor.Step = ending.Status.ToString();

        var closing = new SessionClosing(ending.Status, await StatisticsAsync(loaded.Session, monitor).ConfigureAwait(false), ending.Point?.Id, ending.Error?.Message ?? (ending.Status == SessionStatus.Stopped ? monitor.StopReason : null));
        BackupSession closed = await new SessionEnd(services, options).RecordAsync(loaded.Session, monitor.Log, closing).ConfigureAwait(false);
        monitor.End(closed);
        return new SessionResult(closed, ending.Point, ending.Error);
    }

    /// <summary>Where several worked for the session, what its tasks recorded is what was moved.</summary>
    private async Task<SessionStatistics> StatisticsAsync(BackupSession session, SessionMonitor monitor)
    {
        SessionStatistics known = monitor.Statistics;
        if (session.Proxy.IsDefault)
            return known;
        using var cleanup = new CancellationTokenSource(options.CleanupTime, services.Clock);
        try
        {
            IReadOnlyList<SessionTask> tasks = await services.Configuration.Sessions.ListTasksAsync(session.Id, cleanup.Token).ConfigureAwait(false);
            SessionTask[] done = [.. tasks.Where(t => t.Status is not (SessionTaskStatus.Pending or SessionTaskStatus.Running or SessionTaskStatus.Stopped))];
            return known with
            {
                ObjectsDone = done.Length,
                ObjectsTotal = tasks.Count,
                ItemsTransferred = done.Sum(t => t.Statistics.ItemsTransferred),
                ItemsRemoved = done.Sum(t => t.Statistics.ItemsRemoved),
                BytesRead = done.Sum(t => t.Statistics.BytesRead),
                Gaps = done.Sum(t => t.Statistics.Gaps),
            };
        }
        catch (Exception e) when (e is BackupException or OperationCanceledException)
        {
            return known;
        }
    }

    private sealed record Ending(SessionStatus Status, RestorePoint? Point, BackupException? Error);

    private sealed record SessionStore(RepositoryConnection Connection, IRepositoryWriter Writer, SessionCheckpoints Checkpoints);
}
