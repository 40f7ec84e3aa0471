using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Hosting;

/// <summary>Makes cache and configuration forget restore points that were removed from the repository, by whomever.</summary>
internal sealed class RemovedPointSynchronization(BackupServices services, BackupRepository repository, RepositoryConnection connection, IRepositoryMaintenance maintenance)
{
    private readonly Dictionary<Guid, HashSet<long>> _present = [];
    private readonly Dictionary<Guid, RemovedRestorePoints> _removed = [];

    /// <summary>Forgets them. Costs one listing for each job, and one small read for each whose restore points are gone.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        List<Guid> told = [];
        await foreach (RestorePoint point in services.Configuration.RestorePoints.ListAsync(new RestorePointQuery { RepositoryId = repository.Id }, cancellationToken).ConfigureAwait(false))
        {
            if (await IsRemovedAsync(point.JobId, point.Sequence, cancellationToken).ConfigureAwait(false))
                told.Add(point.Id);
        }
        if (told.Count > 0)
            await services.Configuration.RestorePoints.RemoveAsync(told, cancellationToken).ConfigureAwait(false);
        foreach (IGrouping<Guid, CachedPoint> job in (await connection.Cache.ListPointsAsync(cancellationToken).ConfigureAwait(false)).GroupBy(static p => p.JobId))
        {
            if (!await ForgetAsync(job.Key, [.. job], cancellationToken).ConfigureAwait(false))
                return;
        }
    }

    /// <returns>False when the cache was emptied: it has to be rebuilt.</returns>
    private async Task<bool> ForgetAsync(Guid job, IReadOnlyList<CachedPoint> points, CancellationToken cancellationToken)
    {
        List<long> gone = [];
        foreach (CachedPoint point in points)
        {
            if (await IsRemovedAsync(job, point.Sequence, cancellationToken).ConfigureAwait(false))
                gone.Add(point.Sequence);
        }
        if (gone.Count == 0)
            return true;
        if (gone.Contains(points[^1].Sequence) && _present[job].Count > 0)
        {
            // What the cache holds of this job ends in the middle of what was removed. Merged segments apply to heads that restore points still hold, not to these.
            await connection.Cache.ClearAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }
        await connection.Cache.RemovePointsAsync(job, gone, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> IsRemovedAsync(Guid job, long sequence, CancellationToken cancellationToken)
    {
        if (!_present.TryGetValue(job, out HashSet<long>? present))
            _present.Add(job, present = await maintenance.ListSequencesAsync(job, cancellationToken).ToHashSetAsync(cancellationToken: cancellationToken).ConfigureAwait(false));
        if (present.Contains(sequence))
            return false;
        if (!_removed.TryGetValue(job, out RemovedRestorePoints? removed))
            _removed.Add(job, removed = await maintenance.ReadRemovedAsync(job, cancellationToken).ConfigureAwait(false));
        return removed.Holds(sequence);
    }
}
