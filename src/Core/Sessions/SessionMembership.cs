using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Proxies;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// Works for a session that another proxy runs: claims tasks, moves what changed, records heads. It resolves nothing and commits nothing.
/// </summary>
public sealed class SessionMembership(BackupServices services, SessionOptions options, ProxySeat seat)
{
    /// <summary>Works until the session needs no more. Cancelling leaves the session: its tasks go back to the others.</summary>
    /// <exception cref="BackupException">The repository, the configuration or the organization cannot be reached from here; the session goes on without this proxy.</exception>
    public async Task RunAsync(BackupSession session, ISessionObserver observer, CancellationToken cancellationToken)
    {
        LoadedJob loaded = await new LoadStep(services.Configuration, options).RunAsync(session, cancellationToken).ConfigureAwait(false);
        observer.OnStarted(session);
        var member = new SessionMember(session.Id, Guid.CreateVersion7(), seat.Name);
        await using var monitor = new SessionMonitor(services, session, options, new MemberPulse(services.Configuration.Sessions, member), observer, cancellationToken);
        try
        {
            await WorkAsync(loaded, monitor).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (monitor.StopToken.IsCancellationRequested)
        {
            // It leaves, or the session has ended or shall stop: the orchestrator sees to the rest.
        }
        finally
        {
            await LeaveAsync(session, member, monitor).ConfigureAwait(false);
        }
        if (monitor.LossOfLease is ConfigurationException lost)
            throw lost;
    }

    private async Task WorkAsync(LoadedJob loaded, SessionMonitor monitor)
    {
        CancellationToken stop = monitor.StopToken;
        monitor.Step = "Connecting";
        await using var opening = new RepositoryOpening(services, loaded.Repository, stop);
        await using IOrganizationSource source = await new SourceConnection(services, seat).OpenAsync(loaded.Organization, loaded.Session.Proxy, stop).ConfigureAwait(false);
        monitor.Source = source;
        RepositoryConnection connection = await opening.Connection.ConfigureAwait(false);
        using SessionCheckpoints checkpoints = await SessionCheckpoints.LoadAsync(
            connection, loaded, loaded.Session.ReadsInFull, services.Clock, options.CheckpointInterval, stop).ConfigureAwait(false);
        RepairedLosses losses = await RepairedLosses.ReadAsync(connection, stop).ConfigureAwait(false);
        var limits = new RepositoryWriterOptions { ConfigurationId = services.Configuration.Description.Id, Since = loaded.Session.StartedAt };
        await using IRepositoryWriter writer = connection.Repository.CreateWriter(connection.Cache.Chunks, seat.MemoryBudget is { } budget ? limits with { MemoryBudget = budget } : limits);
        monitor.Writer = writer;
        monitor.Step = "Transferring";
        bool isWhole = await new SessionWorkers(new TransferContext
        {
            Configuration = services.Configuration,
            Loaded = loaded,
            Source = source,
            Connection = connection,
            Writer = writer,
            Targets = new SessionTargets(new ObjectResolution(connection, checkpoints, losses, loaded.Session.ReadsInFull), null),
            Seat = seat,
            Checkpoints = checkpoints,
            Monitor = monitor,
            Options = options,
            Clock = services.Clock,
        }).RunAsync(int.MaxValue, stop).ConfigureAwait(false);
        // What this proxy wrote is safe from retention as long as its lease of the repository lasts: it stays until the restore point is made.
        if (isWhole)
            await WaitForEndAsync(loaded.Session, monitor).ConfigureAwait(false);
    }

    private async Task WaitForEndAsync(BackupSession session, SessionMonitor monitor)
    {
        monitor.Step = "Waiting for the restore point";
        while (await services.Configuration.Sessions.FindAsync(session.Id, monitor.EndToken).ConfigureAwait(false) is { Status: SessionStatus.Running })
        {
            await services.Configuration.Changes.WaitAsync(options.Heartbeat, monitor.EndToken).ConfigureAwait(false);
        }
    }

    private async Task LeaveAsync(BackupSession session, SessionMember member, SessionMonitor monitor)
    {
        using var cleanup = new CancellationTokenSource(options.CleanupTime, services.Clock);
        try
        {
            await services.Configuration.Sessions.ReturnTasksAsync(session.Id, seat.Holder, cleanup.Token).ConfigureAwait(false);
            await services.Configuration.Sessions.RenewMemberAsync(member, monitor.Statistics, cleanup.Token).ConfigureAwait(false);
            await monitor.Log.FlushAsync(cleanup.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is BackupException or OperationCanceledException)
        {
            // Its leases run out by themselves.
        }
    }
}
