using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Operations;

/// <summary>What admins do with jobs besides starting them (<see cref="Sessions.JobRunner"/>).</summary>
public sealed class JobOperations(BackupServices services)
{
    /// <summary>Adds a job.</summary>
    /// <exception cref="InvalidSettingException">Its name is empty, its scope names nothing, or its retry policy is out of bounds.</exception>
    /// <exception cref="ConflictException">The name is taken.</exception>
    /// <returns>The job as it is kept.</returns>
    public async Task<BackupJob> AddAsync(BackupJob job, CancellationToken cancellationToken)
    {
        Check(job);
        if (await services.Configuration.Repositories.FindAsync(job.RepositoryId.ToString(), cancellationToken).ConfigureAwait(false) is { IsReadOnly: true } repository)
            throw RepositoryOwnership.ReadOnly(repository);
        BackupJob kept = Begin(job);
        await services.Configuration.Jobs.AddAsync(kept, cancellationToken).ConfigureAwait(false);
        return kept;
    }

    /// <summary>
    /// The newest restore point of a job of that name that is not in the configuration (any more): it came with an imported repository or was removed. A new job with its job id goes on from there,
    /// instead of reading everything again.
    /// </summary>
    public async Task<RestorePoint?> FindEarlierAsync(string name, Guid organizationId, Guid repositoryId, CancellationToken cancellationToken)
    {
        var query = new RestorePointQuery { OrganizationId = organizationId, RepositoryId = repositoryId };
        RestorePoint? last = await services.Configuration.RestorePoints.ListAsync(query, cancellationToken)
            .FirstOrDefaultAsync(p => string.Equals(p.JobName, name, StringComparison.OrdinalIgnoreCase), cancellationToken).ConfigureAwait(false);
        return last is not null && await services.Configuration.Jobs.FindAsync(last.JobId.ToString(), cancellationToken).ConfigureAwait(false) is null ? last : null;
    }

    /// <summary>Changes a job.</summary>
    /// <exception cref="InvalidSettingException">As for <see cref="AddAsync"/>.</exception>
    /// <returns>The job as it is kept.</returns>
    public async Task<BackupJob> SetAsync(BackupJob job, CancellationToken cancellationToken)
    {
        Check(job);
        BackupJob? before = await services.Configuration.Jobs.FindAsync(job.Id.ToString(), cancellationToken).ConfigureAwait(false);
        bool isSame = job.Schedule is { } schedule && schedule.SaysTheSameAs(before?.Schedule);
        BackupJob kept = isSame ? job with { Schedule = before!.Schedule } : Begin(job);
        await services.Configuration.Jobs.UpdateAsync(kept, cancellationToken).ConfigureAwait(false);
        return kept;
    }

    /// <summary>Times before a schedule was set are not missed ones.</summary>
    private BackupJob Begin(BackupJob job) => job.Schedule is null ? job : job with { Schedule = job.Schedule with { Since = services.Clock.GetUtcNow() } };

    /// <summary>Asks the job's running session to stop, wherever it runs, and waits until it has ended.</summary>
    /// <returns>The session; null when none runs.</returns>
    public async Task<BackupSession?> StopAsync(BackupJob job, bool wait, CancellationToken cancellationToken)
    {
        ISessionTable sessions = services.Configuration.Sessions;
        await sessions.MarkDisconnectedAsync(cancellationToken).ConfigureAwait(false);
        BackupSession? running = await sessions.ListAsync(new SessionQuery { JobId = job.Id, Limit = 5 }, cancellationToken)
            .FirstOrDefaultAsync(s => s.Status is SessionStatus.Queued or SessionStatus.Running, cancellationToken).ConfigureAwait(false);
        if (running is null)
            return null;
        await sessions.RequestStopAsync(running.Id, cancellationToken).ConfigureAwait(false);
        while (wait && running is { Status: SessionStatus.Queued or SessionStatus.Running })
        {
            await Task.Delay(TimeSpan.FromMilliseconds(300), services.Clock, cancellationToken).ConfigureAwait(false);
            await sessions.MarkDisconnectedAsync(cancellationToken).ConfigureAwait(false);
            running = await sessions.FindAsync(running.Id, cancellationToken).ConfigureAwait(false);
        }
        return wait ? running : await sessions.FindAsync(running!.Id, cancellationToken).ConfigureAwait(false);
    }

    private static void Check(BackupJob job)
    {
        if (string.IsNullOrWhiteSpace(job.Name))
            throw new InvalidSettingException("Job.MissingName", "The name is empty.", "Give a -Name.");
        if (!job.Scope.WholeOrganization && job.Scope.Include.Count == 0)
            throw new InvalidSettingException("Job.EmptyScope", "The scope names nothing.", "Make one with New-BackupScope: -WholeOrganization, -User or -Site.");
        if (job.Retry.Attempts is < 0 or > 777 || job.Retry.Wait < TimeSpan.Zero || job.Retry.Wait > TimeSpan.FromMinutes(999))
            throw new InvalidSettingException("Job.InvalidRetry", "Retry attempts are 0 to 777, the wait 0 to 999 minutes.", "Change -RetryCount or -RetryWait.");
        job.Schedule?.Check();
    }
}
