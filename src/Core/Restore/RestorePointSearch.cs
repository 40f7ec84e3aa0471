using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Searches several restore points as one: what is in more than one of them is found in the newest only.</summary>
public sealed class RestorePointSearch(BackupServices services)
{
    /// <summary>Streams matching items; the first ones come at once.</summary>
    /// <param name="points">The restore points, of one job each.</param>
    /// <param name="query">What to look for.</param>
    /// <param name="cancellationToken">Stops at once, whatever the database is doing.</param>
    /// <exception cref="NotFoundException">A repository does not hold a restore point any more.</exception>
    public async IAsyncEnumerable<FoundItem> FindAsync(
        IReadOnlyCollection<RestorePoint> points, RestoreQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<ObjectWorkload>();
        foreach (RestorePoint point in points.OrderByDescending(static p => p.CreatedAt))
        {
            await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(services, point, cancellationToken).ConfigureAwait(false);
            RestoreQuery others = seen.Count == 0 ? query : query with { Except = seen };
            await foreach (RestoreItem item in explorer.FindAsync(others, cancellationToken).ConfigureAwait(false))
                yield return new FoundItem(point, item);
            if (points.Count > 1)
                await AddObjectsAsync(explorer, seen, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task AddObjectsAsync(RestorePointExplorer explorer, HashSet<ObjectWorkload> seen, CancellationToken cancellationToken)
    {
        await foreach (HeadRecord head in explorer.Cache.ListHeadsAsync(explorer.Point.JobId, explorer.Point.Sequence, cancellationToken).ConfigureAwait(false))
            seen.Add(ObjectWorkload.Of(head.Identity));
    }
}
