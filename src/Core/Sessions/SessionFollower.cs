using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Waits for a session that proxies run, and tells of it as if it ran here. Cancelling asks for it to be stopped and waits until it is.</summary>
public sealed class SessionFollower(BackupServices services)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopTime = TimeSpan.FromMinutes(2);

    /// <summary>Follows it to its end.</summary>
    public async Task<SessionResult> RunAsync(BackupSession session, ISessionObserver observer, CancellationToken cancellationToken)
    {
        observer.OnStarted(session);
        var following = new Following(services, observer);
        try
        {
            session = await following.ToTheEndAsync(session, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            using var patience = new CancellationTokenSource(StopTime, services.Clock);
            await services.Configuration.Sessions.RequestStopAsync(session.Id, patience.Token).ConfigureAwait(false);
            session = await following.ToTheEndAsync(session, patience.Token).ConfigureAwait(false);
        }
        RestorePoint? point = session.RestorePointId is null ? null : await FindPointAsync(session).ConfigureAwait(false);
        BackupException? error = session.Status == SessionStatus.Failed
            ? new SourceException("Session.Failed", session.Message ?? "It failed.", "See its log: Get-BackupSession -Log.")
            : null;
        return new SessionResult(session, point, error);
    }

    private async Task<RestorePoint?> FindPointAsync(BackupSession session)
    {
        using var patience = new CancellationTokenSource(StopTime, services.Clock);
        return await services.Configuration.RestorePoints.ListAsync(new RestorePointQuery { JobId = session.JobId }, patience.Token)
            .FirstOrDefaultAsync(p => p.Id == session.RestorePointId, patience.Token).ConfigureAwait(false);
    }

    private sealed class Following(BackupServices services, ISessionObserver observer)
    {
        private readonly ProgressEstimator _estimator = new(services.Clock);
        private int _told;

        public async Task<BackupSession> ToTheEndAsync(BackupSession session, CancellationToken cancellationToken)
        {
            while (true)
            {
                BackupSession? now = null;
                try
                {
                    now = await services.Configuration.Sessions.FindAsync(session.Id, cancellationToken).ConfigureAwait(false)
                        ?? throw new NotFoundException("Session.NotFound", "The session is gone from the configuration.", "Start the job again.");
                    await TellAsync(now, cancellationToken).ConfigureAwait(false);
                }
                catch (ConfigurationException) when (!cancellationToken.IsCancellationRequested)
                {
                    // The database is away for a moment; the session goes on without us.
                }
                if (now is { Status: not (SessionStatus.Queued or SessionStatus.Running) })
                    return now;
                await services.Configuration.Changes.WaitAsync(Interval, cancellationToken).ConfigureAwait(false);
            }
        }

        private async Task TellAsync(BackupSession session, CancellationToken cancellationToken)
        {
            foreach (SessionLogEntry entry in (await services.Configuration.Sessions.ReadLogAsync(session.Id, cancellationToken).ConfigureAwait(false)).Skip(_told))
            {
                _told++;
                observer.OnLog(entry);
            }
            IReadOnlyList<SessionTask> tasks = session.Status == SessionStatus.Running
                ? await services.Configuration.Sessions.ListRunningTasksAsync(session.Id, 10, cancellationToken).ConfigureAwait(false)
                : [];
            ObjectProgress[] active = [.. tasks.Select(t => new ObjectProgress(t.Identity.Object.Label, t.Identity.Workload, t.Statistics.ItemsTransferred, t.Statistics.BytesRead, null))];
            observer.OnProgress(_estimator.Next(session, StepOf(session), session.Statistics, active));
        }

        private static string StepOf(BackupSession session) => session switch
        {
            { Status: SessionStatus.Queued } => "Waiting for a proxy",
            { Status: not SessionStatus.Running } => session.Status.ToString(),
            { CommitSequence: not null } => "Creating the restore point",
            { Plan: null } => "Resolving objects",
            _ => "Transferring",
        };
    }
}
