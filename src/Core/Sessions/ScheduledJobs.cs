using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Starts jobs as their schedules say. Called every few minutes by a task of the operating system; knows nothing between calls but what the configuration holds.</summary>
public sealed class ScheduledJobs(BackupServices services, SessionOptions options)
{
    /// <summary>Where jobs stand, those that have waited longest first. Sessions of processes that died are marked Disconnected before.</summary>
    /// <param name="among">The jobs to look at; null for all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<DueJob>> ListAsync(IReadOnlyList<BackupJob>? among, CancellationToken cancellationToken)
    {
        await services.Configuration.Sessions.MarkDisconnectedAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<BackupJob> jobs = await services.Configuration.Jobs.ListAsync(cancellationToken).ConfigureAwait(false);
        var found = new List<DueJob>();
        foreach (BackupJob job in jobs.Where(j => j.Schedule is not null && (among is null || among.Any(a => a.Id == j.Id))))
            found.Add(new DueJob(job, await JudgeAsync(job, cancellationToken).ConfigureAwait(false)));
        return [.. found.OrderBy(d => d.State.NextStart ?? DateTimeOffset.MaxValue).ThenBy(d => d.State.Slot).ThenByDescending(d => d.Job.Priority)];
    }

    /// <summary>Runs the job if it is still due: another process may have seen the same.</summary>
    /// <returns>The session, closed; null when there was none to run.</returns>
    /// <exception cref="BackupException">It could not be started.</exception>
    public async Task<BackupSession?> RunAsync(DueJob due, bool full, ISessionObserver observer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(due);
        if (await services.Configuration.Jobs.FindAsync(due.Job.Id.ToString(), cancellationToken).ConfigureAwait(false) is not { } job)
            return null;
        ScheduleState state = await JudgeAsync(job, cancellationToken).ConfigureAwait(false);
        if (!state.IsDue)
            return null;
        try
        {
            return await new JobRunner(services, options).RunAsync(new StartRequest(job, full) { StopAt = state.StopAt }, observer, cancellationToken).ConfigureAwait(false);
        }
        catch (ConflictException e) when (e.ErrorId == "Job.AlreadyRunning")
        {
            return null;
        }
    }

    private async Task<ScheduleState> JudgeAsync(BackupJob job, CancellationToken cancellationToken)
    {
        // The newest one says nearly always all; a dead one's predecessors are the attempts before.
        List<BackupSession> sessions = await NewestAsync(job, 1, cancellationToken).ConfigureAwait(false);
        if (sessions is [{ Status: SessionStatus.Disconnected }])
            sessions = await NewestAsync(job, job.Retry.Attempts + 1, cancellationToken).ConfigureAwait(false);
        return ScheduleState.Of(job, sessions, services.Clock.GetUtcNow());
    }

    private async Task<List<BackupSession>> NewestAsync(BackupJob job, int count, CancellationToken cancellationToken) =>
        await services.Configuration.Sessions.ListAsync(new SessionQuery { JobId = job.Id, Limit = count }, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
}
