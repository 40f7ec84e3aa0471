using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Runs one session of a job: the seven steps, from top to bottom.</summary>
public sealed class SessionRunner(BackupServices services, SessionOptions options)
{
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
        observer.OnStarted(loaded.Session);
        await using var monitor = new SessionMonitor(services, loaded.Session, options, observer, cancellationToken);
        monitor.Log.Info(attempt == 1 ? $"Session of job '{loaded.Job.Name}' started." : $"Session of job '{loaded.Job.Name}' started, attempt {attempt}.");
        try
        {
            return await RunStepsAsync(loaded, request.Full, monitor).ConfigureAwait(false);
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

    private async Task<SessionResult> RunStepsAsync(LoadedJob loaded, bool full, SessionMonitor monitor)
    {
        CancellationToken stop = monitor.StopToken;

        // The repository is opened and the scope looked up meanwhile: none waits for the other, and nothing is written before step 4.
        monitor.Step = "Connecting to the organization";
        await using var opening = new RepositoryOpening(services, loaded.Repository, stop);
        await using IOrganizationSource source = await ConnectAsync(loaded.Organization, stop).ConfigureAwait(false);
        monitor.Source = source;
        await using var discovery = new ScopeDiscovery(source, loaded.Job, stop);
        await new AuthenticateStep(source).RunAsync(loaded, monitor.Log, stop).ConfigureAwait(false);

        monitor.Step = "Connecting to the repository";
        RepositoryConnection connection = await opening.Connection.ConfigureAwait(false);
        await RepositoryOwnership.RequireAsync(services, loaded.Repository, connection.Repository, monitor.Log.Warning, stop).ConfigureAwait(false);
        await new RepositorySynchronization(services, loaded.Repository, connection).RunAsync(monitor.Log.Info, stop).ConfigureAwait(false);

        monitor.Step = "Resolving objects";
        using SessionCheckpoints checkpoints = await SessionCheckpoints.LoadAsync(connection, loaded, full, services.Clock, options.CheckpointInterval, stop).ConfigureAwait(false);
        FoundScope found = await discovery.Found.ConfigureAwait(false);
        ResolvedScope scope = await new ResolveStep(services.Configuration, connection, checkpoints).RunAsync(loaded, found, full, monitor.Log, stop).ConfigureAwait(false);

        monitor.Step = "Transferring";
        await using IRepositoryWriter writer = connection.Repository.CreateWriter(connection.Cache.Chunks, new RepositoryWriterOptions { ConfigurationId = services.Configuration.Description.Id });
        monitor.Writer = writer;
        TransferResult transferred = await new TransferStep(new TransferContext
        {
            Configuration = services.Configuration,
            Loaded = loaded,
            Source = source,
            Connection = connection,
            Writer = writer,
            Scope = scope,
            Checkpoints = checkpoints,
            Monitor = monitor,
            Options = options,
            Clock = services.Clock,
        }).RunAsync(stop).ConfigureAwait(false);

        return await CommitAsync(loaded, scope, transferred, new SessionStore(connection, writer, checkpoints), monitor).ConfigureAwait(false);
    }

    /// <summary>Nothing is asked of the organization yet.</summary>
    private async Task<IOrganizationSource> ConnectAsync(Organization organization, CancellationToken cancellationToken)
    {
        string? secret = await services.Configuration.Organizations.ReadSecretAsync(organization.Id, cancellationToken).ConfigureAwait(false);
        return services.Sources.Connect(organization, secret);
    }

    private async Task<SessionResult> CommitAsync(LoadedJob loaded, ResolvedScope scope, TransferResult transferred, SessionStore store, SessionMonitor monitor)
    {
        if (monitor.LossOfLease is { } lost)
            throw lost;
        Ending ending = Judge(scope, transferred);
        if (ending.Status == SessionStatus.Failed || (transferred.WasStopped && transferred.Objects.All(o => o.Head is null)))
            return await CloseAsync(loaded, monitor, ending).ConfigureAwait(false);

        // What was finished before a stop is kept; that must not be cancelled by the stop itself.
        using var cleanup = new CancellationTokenSource(options.CleanupTime, services.Clock);
        CancellationToken token = transferred.WasStopped ? cleanup.Token : monitor.StopToken;
        monitor.Step = "Validating";
        await new ValidateStep(store.Connection.Repository).RunAsync(transferred.Objects, token).ConfigureAwait(false);
        monitor.Step = "Creating the restore point";
        RestorePoint point = await new RestorePointStep(services.Configuration, store.Connection, store.Writer, services.Clock)
            .RunAsync(loaded, scope, transferred.Objects, token).ConfigureAwait(false);
        HashSet<string> named = [.. transferred.Objects.Where(o => o.Head is not null).Select(o => o.Target.Identity.Key)];
        await store.Checkpoints.RenewAsync(store.Writer, point.Sequence, named, monitor.Log, token).ConfigureAwait(false);
        monitor.Log.Info($"Restore point {point.Sequence} created: {point.Objects} objects, {point.Items} items.");
        await ApplyRetentionAsync(loaded, store, monitor).ConfigureAwait(false);
        monitor.Step = "Indexing for search";
        await new SearchIndexStep(store.Connection).RunAsync(monitor.Log, monitor.StopToken).ConfigureAwait(false);
        return await CloseAsync(loaded, monitor, ending with { Point = point }).ConfigureAwait(false);
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

        var closing = new SessionClosing(ending.Status, monitor.Statistics, ending.Point?.Id, ending.Error?.Message);
        BackupSession closed = await new SessionEnd(services, options).RecordAsync(loaded.Session, monitor.Log, closing).ConfigureAwait(false);
        return new SessionResult(closed, ending.Point, ending.Error);
    }

    private sealed record Ending(SessionStatus Status, RestorePoint? Point, BackupException? Error);

    private sealed record SessionStore(RepositoryConnection Connection, IRepositoryWriter Writer, SessionCheckpoints Checkpoints);
}
