using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Operations;

/// <summary>Makes damaged restore points again from what the cache (heads, hashes) and the configuration (names) know of them. What they did not hold is not known in detail any more.</summary>
internal sealed class KnownPoints(IBackupConfiguration configuration, IPersistentCache cache)
{
    /// <summary>Those among the damaged objects that are known.</summary>
    public async Task<IReadOnlyList<StoredRestorePoint>> FindAsync(BackupRepository repository, IReadOnlyList<StoredDamage> damage, CancellationToken cancellationToken)
    {
        HashSet<string> keys = [.. damage.Where(d => d.Kind == StoredObjectKind.RestorePoint).Select(d => d.Key)];
        if (keys.Count == 0)
            return [];
        List<CachedPoint> cached = await cache.History.ListPointsAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        var found = new List<StoredRestorePoint>();
        foreach (CachedPoint point in cached.Where(p => keys.Any(k => k.EndsWith($"{p.JobId:N}/{p.Sequence:D10}", StringComparison.Ordinal))))
        {
            if (await configuration.RestorePoints.FindAsync(point.Id, cancellationToken).ConfigureAwait(false) is { } listed && listed.RepositoryId == repository.Id)
                found.Add(await MakeAsync(point, listed, cached.LastOrDefault(p => p.JobId == point.JobId && p.Sequence < point.Sequence), cancellationToken).ConfigureAwait(false));
        }
        return found;
    }

    private async Task<StoredRestorePoint> MakeAsync(CachedPoint point, RestorePoint listed, CachedPoint? parent, CancellationToken cancellationToken)
    {
        var manifest = new RestorePointManifest
        {
            Id = point.Id,
            Sequence = point.Sequence,
            JobId = point.JobId,
            JobName = listed.JobName,
            OrganizationId = listed.OrganizationId,
            OrganizationName = listed.OrganizationName,
            SessionId = listed.SessionId,
            CreatedAt = point.CreatedAt,
            Kind = listed.Kind,
            ParentSequence = parent?.Sequence ?? 0,
            ParentHash = parent?.Hash,
            ListsAllHeads = true,
            Heads = await cache.ListHeadsAsync(point.JobId, point.Sequence, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false),
            Objects = point.Objects,
            Items = point.Items,
            Bytes = point.Bytes,
        };
        return new StoredRestorePoint(manifest, point.Hash);
    }
}
