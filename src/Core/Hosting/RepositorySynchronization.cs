using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Hosting;

/// <summary>Brings cache and configuration in step with what the repository holds: restore points of other processes, a cache that was lost.</summary>
public sealed class RepositorySynchronization(BackupServices services, BackupRepository repository, RepositoryConnection connection)
{
    /// <summary>Reads what is missing; an up-to-date cache costs one listing per job.</summary>
    /// <param name="report">Takes lines for people.</param>
    /// <param name="cancellationToken">Cancels; what was read so far is kept.</param>
    /// <returns>Restore points that were new to the cache.</returns>
    public async Task<int> RunAsync(Action<string> report, CancellationToken cancellationToken)
    {
        var synchronizer = new RepositorySynchronizer(connection.Repository, connection.Cache);
        int learned = 0;
        await foreach (StoredRestorePoint stored in synchronizer.SynchronizeAsync(cancellationToken).ConfigureAwait(false))
        {
            await services.Configuration.RestorePoints.AddAsync(RestorePointListing.From(stored.Manifest, repository.Id), cancellationToken).ConfigureAwait(false);
            learned++;
            report($"Restore point {stored.Manifest.Sequence} of job '{stored.Manifest.JobName}' read from the repository.");
        }
        return learned;
    }
}
