using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Lists what a restore point does not hold. The restore point itself says so, in the repository; names of objects come from its heads.</summary>
internal sealed class GapListing(RestorePoint point, IPersistentCache cache, IBackupRepository repository)
{
    /// <summary>By object, workload and name.</summary>
    /// <exception cref="NotFoundException">The repository does not hold the restore point any more.</exception>
    public async IAsyncEnumerable<RestoreGap> ListAsync(GapQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<Gap> gaps = await ReadAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<string, ObjectIdentity> objects = await NameAsync(gaps, cancellationToken).ConfigureAwait(false);
        NamePattern? owner = query.ObjectName is null ? null : new NamePattern(query.ObjectName);
        NamePattern? name = query.Name is null ? null : new NamePattern(query.Name);
        IEnumerable<RestoreGap> found = gaps
            .Select(g => new RestoreGap(point.Id, objects[g.ObjectKey], g))
            .Where(g => owner is null || owner.Matches(g.Identity.Object.DisplayName) || (g.Identity.Object.Address is { } address && owner.Matches(address)))
            .Where(g => query.Workloads?.Contains(g.Identity.Workload) ?? true)
            .Where(g => query.Reasons?.Contains(g.Gap.Reason) ?? true)
            .Where(g => name is null || name.Matches(g.Gap.Name))
            .OrderBy(g => g.Identity.Object.Label, StringComparer.OrdinalIgnoreCase).ThenBy(g => g.Identity.Workload).ThenBy(g => g.Gap.Name, StringComparer.OrdinalIgnoreCase);
        foreach (RestoreGap gap in found)
            yield return gap;
    }

    private async Task<IReadOnlyList<Gap>> ReadAsync(CancellationToken cancellationToken)
    {
        StoredRestorePoint? stored = await repository.ListRestorePointsAsync(point.JobId, point.Sequence - 1, cancellationToken)
            .FirstOrDefaultAsync(p => p.Manifest.Sequence == point.Sequence, cancellationToken).ConfigureAwait(false);
        return stored?.Manifest.Gaps ?? throw new NotFoundException("RestorePoint.NotFound", "The repository does not hold this restore point any more.", "List what there is with Get-RestorePoint.");
    }

    private async Task<Dictionary<string, ObjectIdentity>> NameAsync(IReadOnlyList<Gap> gaps, CancellationToken cancellationToken)
    {
        var objects = new Dictionary<string, ObjectIdentity>(StringComparer.Ordinal);
        foreach (Gap gap in gaps)
        {
            if (gap.Identity is { } identity)
                objects[gap.ObjectKey] = identity;
        }

        if (gaps.Any(g => !objects.ContainsKey(g.ObjectKey)))
        {
            await foreach (HeadRecord head in cache.ListHeadsAsync(point.JobId, point.Sequence, cancellationToken).ConfigureAwait(false))
                objects.TryAdd(head.Identity.Key, head.Identity);
        }

        foreach (Gap gap in gaps.Where(g => !objects.ContainsKey(g.ObjectKey)))
            objects.Add(gap.ObjectKey, Unnamed(gap));
        return objects;
    }

    // Restore points of the first version named an object that failed before anything was held of it in the gap's words only.
    private ObjectIdentity Unnamed(Gap gap) =>
        new(point.OrganizationId, point.JobId, new ProtectedObject(ObjectKind.User, gap.ObjectKey, gap.Name, null), WorkloadIn(gap.Name));

    private static Workload WorkloadIn(string name) =>
        name.LastIndexOf('(') is var open and >= 0 && Enum.TryParse(name[(open + 1)..].TrimEnd(')'), out Workload workload) ? workload : Workload.Mailbox;
}
