using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>Rebuilds a cache from a repository, or brings it up to date: cost grows with what the cache does not know yet.</summary>
public sealed class RepositorySynchronizer(IBackupRepository repository, IPersistentCache cache)
{
    private const int BatchSize = 1000;

    /// <summary>
    /// Applies restore points that the cache does not know, job by job, oldest first; each is visible as soon as it is yielded.
    /// A cache that knows restore points which the repository does not have belongs to something else and is rebuilt.
    /// </summary>
    /// <exception cref="DataDamagedException">A restore point or segment is damaged.</exception>
    public async IAsyncEnumerable<StoredRestorePoint> SynchronizeAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await IsForeignAsync(cancellationToken).ConfigureAwait(false))
            await cache.ClearAsync(cancellationToken).ConfigureAwait(false);
        await foreach (Guid job in repository.ListJobsAsync(cancellationToken).ConfigureAwait(false))
        {
            long known = (await cache.FindLastPointAsync(job, cancellationToken).ConfigureAwait(false))?.Sequence ?? 0;
            await foreach (StoredRestorePoint point in repository.ListRestorePointsAsync(job, known, cancellationToken).ConfigureAwait(false))
            {
                await ApplyPointAsync(point, cancellationToken).ConfigureAwait(false);
                yield return point;
            }
        }
    }

    /// <summary>Opens an object at a head that no restore point names, applying its segments where the cache does not hold them.</summary>
    /// <returns>The object; without the head when its segments cannot be used.</returns>
    public async Task<CachedObject> OpenKeptAsync(HeadRecord head, CancellationToken cancellationToken)
    {
        CachedObject cached = await cache.OpenObjectAsync(head.Identity, head.Segment, cancellationToken).ConfigureAwait(false);
        if (cached.Kept is not null || cached.Committed?.Head >= head.Segment.Head)
            return cached;
        try
        {
            await ApplyHeadAsync(head, cancellationToken).ConfigureAwait(false);
            return await cache.OpenObjectAsync(head.Identity, head.Segment, cancellationToken).ConfigureAwait(false);
        }
        catch (DataDamagedException)
        {
            return await cache.OpenObjectAsync(head.Identity, null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ApplyPointAsync(StoredRestorePoint point, CancellationToken cancellationToken)
    {
        try
        {
            // A process that died between the commit and telling the cache has applied the heads already.
            await cache.CommitPointAsync(point.Manifest, point.Hash, cancellationToken).ConfigureAwait(false);
        }
        catch (ConflictException)
        {
            foreach (HeadRecord head in point.Manifest.Heads)
                await ApplyHeadAsync(head, cancellationToken).ConfigureAwait(false);
            await cache.CommitPointAsync(point.Manifest, point.Hash, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>True when the cache knows restore points that the repository does not have: synchronising would begin it anew.</summary>
    /// <exception cref="DataDamagedException">A restore point is damaged.</exception>
    public async Task<bool> IsForeignAsync(CancellationToken cancellationToken)
    {
        await foreach (Guid job in repository.ListJobsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await cache.FindLastPointAsync(job, cancellationToken).ConfigureAwait(false) is not { } last)
                continue;
            StoredRestorePoint? stored = await repository.ListRestorePointsAsync(job, last.Sequence - 1, cancellationToken)
                .FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
            if (stored is null || stored.Manifest.Sequence != last.Sequence || stored.Hash != last.Hash)
                return true;
        }
        return false;
    }

    private async Task ApplyHeadAsync(HeadRecord head, CancellationToken cancellationToken)
    {
        try
        {
            await ApplySegmentsAsync(head, cancellationToken).ConfigureAwait(false);
        }
        catch (DataDamagedException) when (repository is IDataVerification)
        {
            if (!await IsKnownToBeLostAsync(head, cancellationToken).ConfigureAwait(false))
                throw;
            await ApplyUnreadableAsync(head, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> IsKnownToBeLostAsync(HeadRecord head, CancellationToken cancellationToken)
    {
        RepositoryLosses losses = await ((IDataVerification)repository).ReadLossesAsync(cancellationToken).ConfigureAwait(false);
        return losses.Chains.Any(c => c.Covers(head.Identity.Key, head.Segment.Head));
    }

    /// <summary>A repair has written down that this head is lost: it holds nothing, and the mark tells the next session to read the object in full.</summary>
    private async Task ApplyUnreadableAsync(HeadRecord head, CancellationToken cancellationToken)
    {
        CachedObject cached = await cache.OpenObjectAsync(head.Identity, null, cancellationToken).ConfigureAwait(false);
        ChangeRecord mark = new ChangeRecord.StateChanged(LostChain.UnreadableState, new byte[] { 1 });
        await cache.ApplyAsync(cached.Id, head.Segment.Head, SegmentKind.Full, [mark], cancellationToken).ConfigureAwait(false);
        await cache.FinishHeadAsync(cached.Id, head.Segment, SegmentKind.Full, cancellationToken).ConfigureAwait(false);
    }

    private async Task ApplySegmentsAsync(HeadRecord head, CancellationToken cancellationToken)
    {
        CachedObject cached = await cache.OpenObjectAsync(head.Identity, null, cancellationToken).ConfigureAwait(false);
        int applied = cached.Committed?.Head ?? 0;
        if (applied >= head.Segment.Head)
            return;
        SegmentManifest manifest = await repository.ReadSegmentManifestAsync(head.Segment, cancellationToken).ConfigureAwait(false);
        foreach (SegmentReference segment in manifest.Chain.Where(s => s.Head > applied))
        {
            SegmentManifest earlier = await repository.ReadSegmentManifestAsync(segment, cancellationToken).ConfigureAwait(false);
            await ApplySegmentAsync(cached.Id, segment, earlier.Kind, cancellationToken).ConfigureAwait(false);
        }
        await ApplySegmentAsync(cached.Id, head.Segment, manifest.Kind, cancellationToken).ConfigureAwait(false);
    }

    private async Task ApplySegmentAsync(long objectId, SegmentReference segment, SegmentKind kind, CancellationToken cancellationToken)
    {
        var batch = new List<ChangeRecord>(BatchSize);
        await foreach (ChangeRecord record in repository.ReadSegmentAsync(segment, cancellationToken).ConfigureAwait(false))
        {
            batch.Add(record);
            if (batch.Count < BatchSize)
                continue;
            await cache.ApplyAsync(objectId, segment.Head, kind, batch, cancellationToken).ConfigureAwait(false);
            batch.Clear();
        }
        if (batch.Count > 0)
            await cache.ApplyAsync(objectId, segment.Head, kind, batch, cancellationToken).ConfigureAwait(false);
        await cache.FinishHeadAsync(objectId, segment, kind, cancellationToken).ConfigureAwait(false);
    }
}
