using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Operations;

/// <summary>What admins do about the room repositories take: apply retention, free what nothing needs, remove restore points.</summary>
public sealed class RetentionOperations(BackupServices services)
{
    /// <summary>Says what <see cref="OptimizeAsync"/> would do; changes nothing.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="options">Grace period and threshold.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="DataDamagedException">Something that surviving restore points need is damaged.</exception>
    public async Task<RetentionPlan> PlanAsync(
        BackupRepository repository, OptimizationOptions options, IProgress<RetentionProgress>? progress, CancellationToken cancellationToken)
    {
        await using RepositoryConnection connection = await RepositoryConnection.OpenAsync(services, repository, cancellationToken).ConfigureAwait(false);
        var retention = new RepositoryRetention(services, repository, connection);
        return await retention.PlanAsync(Request(retention, options), progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Applies the retention policy and frees what nothing needs.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="options">Grace period and threshold.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Cancels; what was done stays done.</param>
    /// <exception cref="ConflictException">Another run is going on.</exception>
    /// <exception cref="DataDamagedException">Something that surviving restore points need is damaged.</exception>
    public async Task<RetentionResult> OptimizeAsync(
        BackupRepository repository, OptimizationOptions options, IProgress<RetentionProgress>? progress, CancellationToken cancellationToken)
    {
        await using RepositoryConnection connection = await OpenInStepAsync(repository, cancellationToken).ConfigureAwait(false);
        var retention = new RepositoryRetention(services, repository, connection);
        return await retention.RunAsync(Request(retention, options), progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the room of what was deleted back to the disk, where that takes writing files anew: in JET databases.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="report">Told of each file.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <returns>The bytes that the disk got back.</returns>
    /// <exception cref="StoreFullException">The disk has no room for a second copy of a file.</exception>
    public async Task<long> CompactAsync(BackupRepository repository, Action<string> report, CancellationToken cancellationToken)
    {
        await using RepositoryConnection connection = await RepositoryConnection.OpenAsync(services, repository, cancellationToken).ConfigureAwait(false);
        await RepositoryOwnership.RequireAsync(services, repository, connection.Repository, static _ => { }, cancellationToken).ConfigureAwait(false);
        return connection.Repository is IRepositoryCompaction compaction ? await compaction.CompactAsync(report, cancellationToken).ConfigureAwait(false) : 0;
    }

    /// <summary>Sees that a restore point may be removed.</summary>
    /// <exception cref="ConflictException">It is immutable, or the next session of its job builds on it.</exception>
    public async Task EnsureRemovableAsync(RestorePoint point, CancellationToken cancellationToken)
    {
        if (point.ImmutableUntil is { } until && until > services.Clock.GetUtcNow())
        {
            throw new ConflictException(
                "RestorePoint.Immutable",
                $"Restore point {point.Sequence} of job '{point.JobName}' is immutable until {until:yyyy-MM-dd HH:mm} UTC.",
                "It can be removed after that; nobody can do it earlier.");
        }
        if (await HasEndedAsync(point.JobId, cancellationToken).ConfigureAwait(false))
            return;
        var newest = new RestorePointQuery { JobId = point.JobId, RepositoryId = point.RepositoryId, Limit = 1 };
        RestorePoint? last = await services.Configuration.RestorePoints.ListAsync(newest, cancellationToken).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        if (last?.Id == point.Id)
        {
            throw new ConflictException(
                "RestorePoint.Newest",
                $"Restore point {point.Sequence} is the newest of job '{point.JobName}': its next session builds on it.",
                "Run the job once more, or remove the job first (Remove-BackupJob).");
        }
    }

    /// <summary>Removes restore points of one repository. What only they needed is freed by the next retention run or Optimize-BackupRepository.</summary>
    /// <returns>What was removed, and what the store did not let go.</returns>
    public async Task<RetentionResult> RemoveAsync(BackupRepository repository, IReadOnlyCollection<RestorePoint> points, CancellationToken cancellationToken)
    {
        foreach (RestorePoint point in points)
            await EnsureRemovableAsync(point, cancellationToken).ConfigureAwait(false);
        HashSet<Guid> ended = [];
        foreach (Guid job in points.Select(static p => p.JobId).Distinct())
        {
            if (await HasEndedAsync(job, cancellationToken).ConfigureAwait(false))
                ended.Add(job);
        }
        await using RepositoryConnection connection = await OpenInStepAsync(repository, cancellationToken).ConfigureAwait(false);
        var request = new RetentionRequest { Remove = points.Select(static p => p.Id).ToHashSet(), Jobs = points.Select(static p => p.JobId).ToHashSet(), EndedJobs = ended, Collect = false, By = "Remove-RestorePoint" };
        return await new RepositoryRetention(services, repository, connection).RunAsync(request, progress: null, cancellationToken).ConfigureAwait(false);
    }

    private static RetentionRequest Request(RepositoryRetention retention, OptimizationOptions options) =>
        retention.ByPolicy() with { Grace = options.Grace, RepackThreshold = options.RepackThreshold, By = "Optimize-BackupRepository" };

    private async Task<bool> HasEndedAsync(Guid jobId, CancellationToken cancellationToken) =>
        await services.Configuration.Jobs.FindAsync(jobId.ToString(), cancellationToken).ConfigureAwait(false) is null;

    /// <summary>What is immutable, and which restore point is the newest, is read from the configuration: it has to know what other processes did.</summary>
    private async Task<RepositoryConnection> OpenInStepAsync(BackupRepository repository, CancellationToken cancellationToken)
    {
        RepositoryConnection connection = await RepositoryConnection.OpenAsync(services, repository, cancellationToken).ConfigureAwait(false);
        try
        {
            await new RepositorySynchronization(services, repository, connection).RunAsync(static _ => { }, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
