using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.ObjectStorage.Leases;
using Veeam365.Backup.Core.Repositories.ObjectStorage.References;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>
/// Removes restore points of one job. First the head lists of those whose parent goes, then the record that says which ones go, then they themselves: deleting a restore point's object is what removes it.
/// Neighbours go newest first, so that at any moment every one that is there has its parent, or a list of its heads.
/// </summary>
internal sealed class PointRemoval(IObjectStore store, RepositoryKeys keys, RepositoryLease lease, TimeProvider clock)
{
    private readonly RemovalStore _removals = new(store, keys);

    /// <summary>Removes them.</summary>
    /// <param name="points">All restore points of the job, oldest first.</param>
    /// <param name="gone">Those of them that go.</param>
    /// <param name="by">For the record.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Those that the store did not let go, or that would hang in the air without them.</returns>
    public async Task<IReadOnlyList<StoredRestorePoint>> RunAsync(
        IReadOnlyList<StoredRestorePoint> points, IReadOnlyList<StoredRestorePoint> gone, string by, CancellationToken cancellationToken)
    {
        if (gone.Count == 0)
            return [];
        Guid job = points[0].Manifest.JobId;
        HashSet<long> going = [.. gone.Select(static p => p.Manifest.Sequence)];
        StoredRemoval? before = await _removals.ReadAsync(job, cancellationToken);
        IReadOnlyList<HeadListLink> heads = await WriteHeadsAsync(points, going, before, cancellationToken);
        RemovalDocument document = (before?.Document ?? new RemovalDocument { JobId = job, At = default, By = by })
            .With(gone.Select(static p => new RemovedPoint(p.Manifest.Sequence, p.Manifest.Id, p.Hash, p.Manifest.CreatedAt)), heads, clock.GetUtcNow(), by);
        await lease.EnsureHeldAsync(cancellationToken);
        StoredRemoval record = await _removals.WriteAsync(new StoredRemoval((before?.Generation ?? 0) + 1, document), cancellationToken);
        IReadOnlyList<StoredRestorePoint> kept = await DeleteAsync(points, going, cancellationToken);
        await _removals.TidyAsync(record, cancellationToken);
        return kept;
    }

    private async Task<IReadOnlyList<HeadListLink>> WriteHeadsAsync(
        IReadOnlyList<StoredRestorePoint> points, HashSet<long> going, StoredRemoval? before, CancellationToken cancellationToken)
    {
        List<HeadListLink> links = [];
        var walk = new HeadWalk();
        foreach (StoredRestorePoint point in points)
        {
            walk.Take(point.Manifest, survives: true);
            long sequence = point.Manifest.Sequence;
            // A list that is there is kept also for a restore point that goes now: until its object is deleted it has to be readable.
            if (before?.Document.Heads.FirstOrDefault(h => h.Sequence == sequence) is { } known)
                links.Add(known);
            else if (!going.Contains(sequence) && going.Contains(point.Manifest.ParentSequence) && !point.Manifest.ListsAllHeads)
                links.Add(await _removals.WriteHeadsAsync(point.Manifest, walk.Current, cancellationToken));
        }

        return links;
    }

    private async Task<IReadOnlyList<StoredRestorePoint>> DeleteAsync(IReadOnlyList<StoredRestorePoint> points, HashSet<long> going, CancellationToken cancellationToken)
    {
        List<StoredRestorePoint> kept = [];
        bool mayGo = true;
        foreach (StoredRestorePoint point in points.Reverse())
        {
            if (!going.Contains(point.Manifest.Sequence))
            {
                mayGo = true;
                continue;
            }

            await lease.EnsureHeldAsync(cancellationToken);
            mayGo = mayGo && await TryDeleteAsync(RepositoryLayout.Point(point.Manifest.JobId, point.Manifest.Sequence), cancellationToken);
            if (!mayGo)
                kept.Add(point);
        }

        return kept;
    }

    private async Task<bool> TryDeleteAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await store.DeleteAsync(key, cancellationToken);
            return true;
        }
        catch (RepositoryException e) when (e.ErrorId is StoreFault.ObjectLockedId or "Repository.AccessDenied")
        {
            // Object lock: it may go later.
            return false;
        }
    }
}
