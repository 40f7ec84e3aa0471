using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Hosting;

/// <summary>Applies a repository's retention policy and keeps cache and configuration in step with it.</summary>
public sealed class RepositoryRetention(BackupServices services, BackupRepository repository, RepositoryConnection connection)
{
    /// <summary>How long after the last look for garbage a session makes the next one, if restore points were removed since. Optimize-BackupRepository looks at once.</summary>
    private static readonly TimeSpan CollectInterval = TimeSpan.FromDays(7);

    /// <summary>Says what a run would do.</summary>
    /// <param name="request">What is wanted besides the policy.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<RetentionPlan> PlanAsync(RetentionRequest request, IProgress<RetentionProgress>? progress, CancellationToken cancellationToken) =>
        await Maintenance().PlanAsync(await CompleteAsync(request, cancellationToken).ConfigureAwait(false), progress, cancellationToken).ConfigureAwait(false);

    /// <summary>Removes restore points and frees room, then tells cache and configuration.</summary>
    /// <param name="request">What is wanted; immutable restore points are added to what is protected.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Cancels; what was done stays done.</param>
    public async Task<RetentionResult> RunAsync(RetentionRequest request, IProgress<RetentionProgress>? progress, CancellationToken cancellationToken)
    {
        await RepositoryOwnership.RequireAsync(services, repository, connection.Repository, static _ => { }, cancellationToken).ConfigureAwait(false);
        RetentionRequest complete = await CompleteAsync(request, cancellationToken).ConfigureAwait(false);
        RetentionResult result = await Maintenance().RunAsync(complete, connection.Cache.Chunks, progress, cancellationToken).ConfigureAwait(false);
        if (result.Removed.Count > 0)
            await new RemovedPointSynchronization(services, repository, connection, Maintenance()).RunAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }

    /// <summary>Applies the policy after a session. Cheap when nothing goes: one query and one listing.</summary>
    /// <returns>Null when there was nothing to do.</returns>
    public async Task<RetentionResult?> ApplyAsync(CancellationToken cancellationToken)
    {
        if (connection.Repository is not IRepositoryMaintenance maintenance)
            return null;
        RetentionRequest policy = ByPolicy();
        MaintenanceNeed need = await maintenance.ReadNeedAsync(cancellationToken).ConfigureAwait(false);
        HashSet<Guid> jobs = await FindJobsWithOldPointsAsync(policy.Horizon, cancellationToken).ConfigureAwait(false);
        bool collects = need.IsCollectionDue(CollectInterval);
        // By this machine's clock: wrong by much it only costs a look too many, or comes later.
        bool sweeps = services.Clock.GetUtcNow() - need.MarkedAt >= policy.Grace;
        if (!collects && !sweeps && jobs.Count == 0)
            return null;
        RetentionRequest request = policy with { Collect = collects, Jobs = jobs, Horizon = jobs.Count > 0 ? policy.Horizon : null };
        return await RunAsync(request, progress: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the policy asks for now.</summary>
    public RetentionRequest ByPolicy() => new() { Horizon = connection.Repository.Description.Settings.Retention.Horizon(services.Clock.GetUtcNow()) };

    private IRepositoryMaintenance Maintenance() => connection.Repository as IRepositoryMaintenance ?? throw new RepositoryException(
        "Repository.NoMaintenance", $"Repository '{repository.Name}' keeps its restore points for ever.", "Use an object-storage repository.");

    private async Task<RetentionRequest> CompleteAsync(RetentionRequest request, CancellationToken cancellationToken)
    {
        DateTimeOffset now = services.Clock.GetUtcNow();
        HashSet<Guid> immutable = [.. request.Protected];
        await foreach (RestorePoint point in ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (point.ImmutableUntil > now)
                immutable.Add(point.Id);
        }
        return request with { Protected = immutable };
    }

    private async Task<HashSet<Guid>> FindJobsWithOldPointsAsync(DateTimeOffset? horizon, CancellationToken cancellationToken)
    {
        DateTimeOffset now = services.Clock.GetUtcNow();
        var newest = new HashSet<Guid>();
        var jobs = new HashSet<Guid>();
        await foreach (RestorePoint point in ListAsync(cancellationToken).ConfigureAwait(false))
        {
            // The first of each job is its newest, and stays.
            if (!newest.Add(point.JobId) && point.CreatedAt < horizon && !(point.ImmutableUntil > now))
                jobs.Add(point.JobId);
        }
        return jobs;
    }

    private IAsyncEnumerable<RestorePoint> ListAsync(CancellationToken cancellationToken) =>
        services.Configuration.RestorePoints.ListAsync(new RestorePointQuery { RepositoryId = repository.Id }, cancellationToken);
}
