using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>What a scope leaves out: objects by name, and with a group everything that it is and everybody it holds now.</summary>
internal sealed class ScopeExclusion
{
    private readonly ILookup<ObjectKind, NamePattern> _patterns;
    private readonly HashSet<string> _ids = new(StringComparer.OrdinalIgnoreCase);

    private ScopeExclusion(ILookup<ObjectKind, NamePattern> patterns) => _patterns = patterns;

    /// <summary>Looks up what excluded groups mean now.</summary>
    public static async Task<ScopeExclusion> LoadAsync(IOrganizationSource source, BackupScope scope, CancellationToken cancellationToken)
    {
        var exclusion = new ScopeExclusion(scope.Exclude.ToLookup(e => e.Kind, e => new NamePattern(e.Name)));
        foreach (ScopeItem group in scope.Exclude.Where(e => e.Kind == ObjectKind.Group))
        {
            await foreach (DiscoveredObject found in source.DiscoverAsync(new DiscoveryQuery { Kind = ObjectKind.Group, Name = group.Name }, cancellationToken).ConfigureAwait(false))
                await exclusion.AddAsync(source, found, scope.Workloads.Contains(Workload.Site), cancellationToken).ConfigureAwait(false);
        }
        return exclusion;
    }

    public bool Covers(ProtectedObject candidate) => _ids.Contains(candidate.Id) || _patterns[candidate.Kind].Any(p => p.Matches(candidate));

    // A team has the id of its group.
    private async Task AddAsync(IOrganizationSource source, DiscoveredObject group, bool withSite, CancellationToken cancellationToken)
    {
        _ids.Add(group.Object.Id);
        if (withSite && group.Workloads.Count > 0 && await source.FindSiteAsync(group.Object, cancellationToken).ConfigureAwait(false) is { } site)
            _ids.Add(site.Object.Id);
        await foreach (DiscoveredObject member in source.ListMembersAsync(group.Object, cancellationToken).ConfigureAwait(false))
            _ids.Add(member.Object.Id);
    }
}
