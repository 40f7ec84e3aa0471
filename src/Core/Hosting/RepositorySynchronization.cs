using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Hosting;

/// <summary>Brings cache and configuration in step with what the repository holds: restore points of other processes, a cache that was lost, an import.</summary>
public sealed class RepositorySynchronization(BackupServices services, BackupRepository repository, RepositoryConnection connection)
{
    private readonly ImportedOrganizations _organizations = new(services.Configuration.Organizations, services.Clock);

    /// <summary>Reads what is missing; an up-to-date cache costs one listing per job.</summary>
    /// <param name="report">Takes lines for people.</param>
    /// <param name="cancellationToken">Cancels; what was read so far is kept.</param>
    /// <returns>Restore points that were new to the cache.</returns>
    public async Task<int> RunAsync(Action<string> report, CancellationToken cancellationToken)
    {
        if (connection.Repository is IRepositoryMaintenance maintenance)
            await new RemovedPointSynchronization(services, repository, connection, maintenance).RunAsync(cancellationToken).ConfigureAwait(false);
        await TellConfigurationAsync(report, cancellationToken).ConfigureAwait(false);
        var synchronizer = new RepositorySynchronizer(connection.Repository, connection.Cache);
        int learned = 0;
        await foreach (StoredRestorePoint stored in synchronizer.SynchronizeAsync(cancellationToken).ConfigureAwait(false))
        {
            await AddAsync(stored.Manifest, report, cancellationToken).ConfigureAwait(false);
            learned++;
        }
        if (learned > 0)
            await connection.Cache.IndexWordsAsync(cancellationToken).ConfigureAwait(false);
        return learned;
    }

    /// <summary>A process may have died after it told the cache of a restore point and before it told the configuration.</summary>
    private async Task TellConfigurationAsync(Action<string> report, CancellationToken cancellationToken)
    {
        await foreach (Guid job in connection.Repository.ListJobsAsync(cancellationToken).ConfigureAwait(false))
        {
            long known = (await connection.Cache.FindLastPointAsync(job, cancellationToken).ConfigureAwait(false))?.Sequence ?? 0;
            long told = await FindLastToldAsync(job, cancellationToken).ConfigureAwait(false);
            if (told >= known)
                continue;
            await foreach (StoredRestorePoint stored in connection.Repository.ListRestorePointsAsync(job, told, cancellationToken).ConfigureAwait(false))
                await AddAsync(stored.Manifest, report, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<long> FindLastToldAsync(Guid job, CancellationToken cancellationToken)
    {
        var newest = new RestorePointQuery { JobId = job, RepositoryId = repository.Id, Limit = 1 };
        RestorePoint? last = await services.Configuration.RestorePoints.ListAsync(newest, cancellationToken).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        return last?.Sequence ?? 0;
    }

    private async Task AddAsync(RestorePointManifest manifest, Action<string> report, CancellationToken cancellationToken)
    {
        if (await _organizations.AddAsync(manifest, cancellationToken).ConfigureAwait(false) is { } organization)
            report($"Organization '{organization.Name}' is known now by its restore points; Add-BackupOrganization with the same name lets it be signed in to.");
        await services.Configuration.RestorePoints.AddAsync(RestorePointListing.From(manifest, repository.Id), cancellationToken).ConfigureAwait(false);
        report($"Restore point {manifest.Sequence} of job '{manifest.JobName}' read from the repository.");
    }
}
