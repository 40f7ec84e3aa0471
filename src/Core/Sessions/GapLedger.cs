using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// All that a new restore point does not hold: what its session missed, and what the one before says of objects that this session did not read to their end (failed, absent,
/// no longer in the scope, not reached before a stop), since it holds them as they were then.
/// </summary>
internal sealed class GapLedger(IBackupRepository repository)
{
    public async Task<IReadOnlyList<Gap>> ListAsync(ResolvedScope scope, IReadOnlyList<ObjectResult> objects, CachedPoint? parent, CancellationToken cancellationToken)
    {
        List<Gap> gaps = [.. objects.SelectMany(o => o.Gaps)];
        if (parent is null || IsAllKnown(scope, objects, parent))
            return gaps;
        IReadOnlyList<Gap> before = await ReadAsync(parent, cancellationToken).ConfigureAwait(false);
        ILookup<string, Gap> failures = before.Where(g => g.ItemKey is null).ToLookup(g => g.ObjectKey);
        Dictionary<string, ObjectResult> processed = objects.ToDictionary(o => o.Target.Identity.Key, StringComparer.Ordinal);
        return
        [
            .. gaps.Select(g => g.ItemKey is null && failures[g.ObjectKey].FirstOrDefault() is { Since: not null } first ? g with { Since = first.Since } : g),
            .. before.Where(g => !processed.TryGetValue(g.ObjectKey, out ObjectResult? result) || (g.ItemKey is not null && !IsRead(result) && result.Head is null)),
        ];
    }

    private static bool IsRead(ObjectResult result) => result.Status is SessionTaskStatus.Success or SessionTaskStatus.Warning;

    /// <summary>True when every object that the restore point will hold was read to its end.</summary>
    private static bool IsAllKnown(ResolvedScope scope, IReadOnlyList<ObjectResult> objects, CachedPoint parent) =>
        objects.Count == scope.Objects.Count
        && objects.All(o => IsRead(o) || o is { Status: SessionTaskStatus.Absent, Target.Cached.Committed: null })
        && objects.Count(o => o.Target.Cached.Committed is not null) == parent.Objects;

    private async Task<IReadOnlyList<Gap>> ReadAsync(CachedPoint parent, CancellationToken cancellationToken)
    {
        StoredRestorePoint? stored = await repository.ListRestorePointsAsync(parent.JobId, parent.Sequence - 1, cancellationToken)
            .FirstOrDefaultAsync(p => p.Manifest.Sequence == parent.Sequence, cancellationToken).ConfigureAwait(false);
        return stored?.Manifest.Gaps ?? [];
    }
}
