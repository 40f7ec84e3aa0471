using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Step 7: create the restore point. Putting it into the repository is the only commit; cache and configuration follow it.</summary>
internal sealed class RestorePointStep(IBackupConfiguration configuration, RepositoryConnection connection, IRepositoryWriter writer, TimeProvider clock)
{
    // Every 32nd point lists all heads, so that reading a point never needs more than 31 of its parents.
    private const int FullListInterval = 32;

    /// <summary>Creates it under the sequence with which the commit was begun: a name that can be taken once only, whoever goes on with the session.</summary>
    /// <exception cref="ConflictException">RestorePoint.SequenceTaken: it is taken, perhaps by this very session in the hands of another process.</exception>
    public async Task<RestorePoint> RunAsync(LoadedJob loaded, ResolvedScope scope, IReadOnlyList<ObjectResult> objects, long sequence, CancellationToken cancellationToken)
    {
        CachedPoint? parent = await connection.Cache.FindLastPointAsync(loaded.Job.Id, cancellationToken).ConfigureAwait(false);
        if ((parent?.Sequence ?? 0) + 1 != sequence)
            throw new ConflictException("RestorePoint.SequenceTaken", $"Restore point {sequence} of job '{loaded.Job.Name}' exists already.", "Run the job again; it builds on the restore point that was committed.");
        RestorePointManifest manifest = await DescribeAsync(loaded, scope, objects, parent, cancellationToken).ConfigureAwait(false);
        StoredRestorePoint stored = await writer.CommitAsync(manifest, cancellationToken).ConfigureAwait(false);
        await connection.Cache.CommitPointAsync(stored.Manifest, stored.Hash, cancellationToken).ConfigureAwait(false);
        RestorePoint point = RestorePointListing.From(stored.Manifest, loaded.Repository.Id);
        await configuration.RestorePoints.AddAsync(point, cancellationToken).ConfigureAwait(false);
        return point;
    }

    private async Task<RestorePointManifest> DescribeAsync(
        LoadedJob loaded, ResolvedScope scope, IReadOnlyList<ObjectResult> objects, CachedPoint? parent, CancellationToken cancellationToken)
    {
        ObjectResult[] moved = [.. objects.Where(o => o.Head is not null)];
        long sequence = (parent?.Sequence ?? 0) + 1;
        bool all = sequence % FullListInterval == 1;
        return new RestorePointManifest
        {
            Id = Guid.CreateVersion7(),
            Sequence = sequence,
            JobId = loaded.Job.Id,
            JobName = loaded.Job.Name,
            OrganizationId = loaded.Organization.Id,
            OrganizationName = loaded.Organization.Name,
            TenantId = loaded.Organization.TenantId,
            SessionId = loaded.Session.Id,
            CreatedAt = clock.GetUtcNow(),
            Kind = scope.Kind,
            ParentSequence = parent?.Sequence ?? 0,
            ParentHash = parent?.Hash,
            ListsAllHeads = all,
            Heads = all ? await ListAllAsync(moved, parent, cancellationToken).ConfigureAwait(false) : [.. moved.Select(o => o.Head!)],
            Gaps = await new GapLedger(connection.Repository).ListAsync(scope, objects, parent, cancellationToken).ConfigureAwait(false),
            Objects = (parent?.Objects ?? 0) + moved.Count(o => o.Target.Cached.Committed is null),
            Items = (parent?.Items ?? 0) + moved.Sum(o => o.Head!.Items - o.Target.Cached.Totals.Items),
            Bytes = (parent?.Bytes ?? 0) + moved.Sum(o => o.Head!.Bytes - o.Target.Cached.Totals.Bytes),
        };
    }

    private async Task<IReadOnlyList<HeadRecord>> ListAllAsync(ObjectResult[] moved, CachedPoint? parent, CancellationToken cancellationToken)
    {
        var heads = new Dictionary<string, HeadRecord>(StringComparer.Ordinal);
        if (parent is not null)
        {
            await foreach (HeadRecord head in connection.Cache.ListHeadsAsync(parent.JobId, parent.Sequence, cancellationToken).ConfigureAwait(false))
                heads[head.Identity.Key] = head;
        }
        foreach (ObjectResult result in moved)
            heads[result.Target.Identity.Key] = result.Head!;
        return [.. heads.Values];
    }
}
