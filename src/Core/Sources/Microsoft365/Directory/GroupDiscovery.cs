using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Lists groups and teams as protectable objects, and the members of groups.</summary>
internal sealed class GroupDiscovery(GroupDirectory directory)
{
    public IAsyncEnumerable<DiscoveredObject> RunAsync(DiscoveryQuery query, CancellationToken cancellationToken) =>
        directory.ListAsync(query.Name, query.Kind == ObjectKind.Team, cancellationToken).Select(g => Describe(g, query.Kind));

    public IAsyncEnumerable<DiscoveredObject> ListMembersAsync(ProtectedObject group, CancellationToken cancellationToken) =>
        directory.ListMembersAsync(group.Id, cancellationToken).Select(Discovery.Describe);

    public async Task<DiscoveredObject?> FindSiteAsync(ProtectedObject group, CancellationToken cancellationToken)
    {
        try
        {
            return await directory.FindSiteAsync(group.Id, cancellationToken).ConfigureAwait(false) is { } site
                ? new DiscoveredObject(site, [Workload.Site], IsEnabled: true, IsGuest: false, IsLicensed: true)
                : null;
        }
        catch (GraphStatusException e)
        {
            throw GraphErrors.Typed(e, GroupDirectory.SitePermission);
        }
    }

    // What else a group has follows from what it is: no request is needed.
    private static DiscoveredObject Describe(DirectoryGroup group, ObjectKind kind) => new(
        new ProtectedObject(kind, group.Id, group.DisplayName ?? group.Mail ?? group.Id, group.Mail),
        kind == ObjectKind.Team || group.IsUnified ? ObjectWorkloads.Of(kind) : [],
        IsEnabled: true,
        IsGuest: false,
        IsLicensed: true)
    {
        GroupType = group.Type,
    };
}
