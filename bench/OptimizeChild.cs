using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Bench;

/// <summary>Removes all but the newest restore points of each job and frees their room, again and again, until a file says that it is enough.</summary>
internal static class OptimizeChild
{
    /// <returns>How many restore points and objects went.</returns>
    public static async Task<string> RunAsync(string configuration, int keep, string until, CancellationToken cancellationToken)
    {
        BackupServices services = await BackupServicesFactory.OpenAsync(configuration, null, cancellationToken);
        await using var _ = services.Configuration;
        BackupRepository repository = (await services.Configuration.Repositories.ListAsync(cancellationToken))[0];
        var operations = new RetentionOperations(services);
        int points = 0, objects = 0, repacked = 0;
        bool last;
        do
        {
            last = File.Exists(until);
            List<RestorePoint> all = await services.Configuration.RestorePoints.ListAsync(new RestorePointQuery { RepositoryId = repository.Id }, cancellationToken).ToListAsync(cancellationToken);
            RestorePoint[] old = [.. all.GroupBy(p => p.JobId).SelectMany(job => job.Skip(keep))];
            if (old.Length > 0)
                points += (await operations.RemoveAsync(repository, old, cancellationToken)).Removed.Count;
            RetentionResult result = await operations.OptimizeAsync(repository, new OptimizationOptions { Grace = TimeSpan.Zero, RepackThreshold = 0.05 }, null, cancellationToken);
            objects += result.PacksFreed + result.ObjectsFreed;
            repacked += result.PacksRepacked;
        }
        while (!last);
        return $"{points} restore points, {objects} objects, {repacked} packs rewritten";
    }
}
