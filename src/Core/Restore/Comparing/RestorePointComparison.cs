using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Tells what changed between two restore points of a job (from the cache), or since one (from the live source: metadata only, nothing is downloaded). Results stream.</summary>
public sealed class RestorePointComparison(BackupServices services)
{
    /// <summary>Compares two restore points.</summary>
    /// <param name="older">The older one.</param>
    /// <param name="newer">The newer one, of the same job.</param>
    /// <param name="query">Which objects, workloads, kinds, names and words to look at; folders when they are included.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="InvalidSettingException">They are not of one job.</exception>
    public async IAsyncEnumerable<ItemDifference> CompareAsync(RestorePoint older, RestorePoint newer, RestoreQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (older.JobId != newer.JobId || older.RepositoryId != newer.RepositoryId)
        {
            throw new InvalidSettingException(
                "Comparison.OtherJob", "The restore points belong to different jobs or repositories.", "Compare restore points of one job: each job reads the source on its own, so two can differ in everything.");
        }

        if (older.Sequence > newer.Sequence)
            (older, newer) = (newer, older);
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(services, newer, cancellationToken).ConfigureAwait(false);
        if (await explorer.Cache.FindPointAsync(older.Id, cancellationToken).ConfigureAwait(false) is null)
            throw new NotFoundException("RestorePoint.NotFound", "The repository does not hold the older restore point any more.", "List what there is with Get-RestorePoint.");
        var paths = new FolderPaths(explorer.Cache);
        await foreach (CachedDifference pair in explorer.Cache.CompareAsync(query.ToItemQuery(newer), older.Sequence, cancellationToken).ConfigureAwait(false))
        {
            string? before = pair.Before is null ? null : await paths.OfAsync(pair.Before, cancellationToken).ConfigureAwait(false);
            string? after = pair.After is null ? null : await paths.OfAsync(pair.After, cancellationToken).ConfigureAwait(false);
            yield return new ItemDifference(
                ItemDifference.Judge(pair.Before?.Version, pair.After?.Version), (pair.After ?? pair.Before)!.Identity, pair.Before?.Version, before, pair.After?.Version, after);
        }
    }

    /// <summary>Compares a restore point with its source as it is now. Objects that the restore point does not hold are not looked for.</summary>
    /// <param name="point">The restore point.</param>
    /// <param name="query">Which objects, workloads, kinds, names and words to look at; folders when they are included.</param>
    /// <param name="failed">Learns of objects that cannot be read (not there any more, not permitted, the service failed); the others are compared.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="NotFoundException">The organization is not in the configuration.</exception>
    /// <exception cref="BackupException">Signing in failed.</exception>
    public async IAsyncEnumerable<ItemDifference> CompareWithSourceAsync(
        RestorePoint point, RestoreQuery query, Action<ObjectIdentity, BackupException> failed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Organization organization = await services.Configuration.Organizations.FindAsync(point.OrganizationId.ToString(), cancellationToken).ConfigureAwait(false)
            ?? throw new NotFoundException("Organization.NotFound", $"Organization '{point.OrganizationName}' is not in the configuration.", "Add it with Add-BackupOrganization.");
        BackupJob? job = await services.Configuration.Jobs.FindAsync(point.JobId.ToString(), cancellationToken).ConfigureAwait(false);
        string? secret = await services.Configuration.Organizations.ReadSecretAsync(organization.Id, cancellationToken).ConfigureAwait(false);
        await using IOrganizationSource source = services.Sources.Connect(organization, secret);
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(services, point, cancellationToken).ConfigureAwait(false);
        var filter = new ItemFilter(query.ToItemQuery(point));
        var options = new ReadOptions { ExcludeFolders = job?.Scope.ExcludeFolders ?? [] };
        List<CachedObject> objects = await explorer.Cache.ListObjectsAsync(point.JobId, point.Sequence, cancellationToken).Where(o => filter.Admits(o.Identity)).ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (CachedObject target in objects)
        {
            var live = new LiveObject(explorer.Cache, target, source.OpenReader(target.Identity.Object, target.Identity.Workload, options));
            await foreach (ItemDifference difference in WithErrorsAsync(live.CompareAsync(cancellationToken), e => failed(target.Identity, e), cancellationToken).ConfigureAwait(false))
            {
                if (filter.AdmitsKind((difference.After ?? difference.Before)!.Kind) && Admits(filter, (difference.After ?? difference.Before)!))
                    yield return difference;
            }
        }
    }

    private static bool Admits(ItemFilter filter, ItemVersion version) => filter.AdmitsText(version.Name, version.From, version.To);

    private static async IAsyncEnumerable<ItemDifference> WithErrorsAsync(
        IAsyncEnumerable<ItemDifference> differences, Action<BackupException> failed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<ItemDifference> enumerator = differences.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await enumerator.MoveNextAsync().ConfigureAwait(false))
                    yield break;
            }
            catch (BackupException e) when (!cancellationToken.IsCancellationRequested)
            {
                failed(e);
                yield break;
            }

            yield return enumerator.Current;
        }
    }
}
