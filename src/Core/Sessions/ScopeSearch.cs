using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Collects the objects and workloads that a scope means, each once however often it is named.</summary>
internal sealed class ScopeSearch(IOrganizationSource source, BackupJob job, ScopeExclusion exclusion)
{
    private readonly Dictionary<string, ObjectIdentity> _found = new(StringComparer.Ordinal);
    private readonly List<ScopeItem> _missing = [];
    private readonly List<KeyValuePair<ProtectedObject, int>> _groups = [];

    public FoundScope Result => new(_found, _missing, _groups);

    /// <summary>Everything of the organization that has one of the scope's workloads.</summary>
    public async Task AddAllAsync(CancellationToken cancellationToken)
    {
        foreach (ObjectKind kind in ObjectWorkloads.Kinds.Where(k => job.Scope.WorkloadsOf(k).Count > 0))
        {
            await foreach (DiscoveredObject found in source.DiscoverAsync(new DiscoveryQuery { Kind = kind }, cancellationToken).ConfigureAwait(false))
                Add(found, job.Scope.Workloads);
        }
    }

    /// <summary>What an item names now.</summary>
    public async Task AddAsync(ScopeItem item, CancellationToken cancellationToken)
    {
        IReadOnlyList<Workload> workloads = job.Scope.WorkloadsOf(item);
        int matches = 0;
        await foreach (DiscoveredObject found in source.DiscoverAsync(new DiscoveryQuery { Kind = item.Kind, Name = item.Name }, cancellationToken).ConfigureAwait(false))
        {
            matches++;
            if (exclusion.Covers(found.Object))
                continue;
            Add(found, workloads);
            if (item.Kind is ObjectKind.Group or ObjectKind.Team)
                await AddSiteAsync(found, workloads, cancellationToken).ConfigureAwait(false);
            if (item.Kind == ObjectKind.Group && workloads.Intersect(UserWorkloads.All).Any())
                await AddMembersAsync(found.Object, workloads, cancellationToken).ConfigureAwait(false);
        }
        if (matches == 0)
            _missing.Add(item);
    }

    // A site is an object of its own: named by several groups or by itself, it is one.
    private async Task AddSiteAsync(DiscoveredObject group, IReadOnlyList<Workload> workloads, CancellationToken cancellationToken)
    {
        if (workloads.Contains(Workload.Site) && group.Workloads.Count > 0 && await source.FindSiteAsync(group.Object, cancellationToken).ConfigureAwait(false) is { } site)
            Add(site, workloads);
    }

    private async Task AddMembersAsync(ProtectedObject group, IReadOnlyList<Workload> workloads, CancellationToken cancellationToken)
    {
        int members = 0;
        await foreach (DiscoveredObject member in source.ListMembersAsync(group, cancellationToken).ConfigureAwait(false))
        {
            if (Add(member, workloads))
                members++;
        }
        _groups.Add(KeyValuePair.Create(group, members));
    }

    /// <returns>False when it is excluded.</returns>
    private bool Add(DiscoveredObject discovered, IReadOnlyList<Workload> workloads)
    {
        if (exclusion.Covers(discovered.Object))
            return false;
        foreach (Workload workload in ObjectWorkloads.Of(discovered.Object.Kind).Intersect(workloads).Where(w => MayHave(discovered, w)))
        {
            var identity = new ObjectIdentity(job.OrganizationId, job.Id, discovered.Object, workload);
            _found[identity.Key] = identity;
        }
        return true;
    }

    // Of a user it is found out when it is read; a security group or a distribution list has no mailbox.
    private static bool MayHave(DiscoveredObject discovered, Workload workload) => discovered.Object.Kind is ObjectKind.User or ObjectKind.Site || discovered.Workloads.Contains(workload);
}
