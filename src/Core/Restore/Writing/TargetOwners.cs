using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Whose mailboxes, sites and teams are written to; null for those that the items came from.</summary>
internal sealed record TargetOwners(ProtectedObject? User, ProtectedObject? Site, ProtectedObject? Team)
{
    public ProtectedObject Of(ObjectIdentity identity) => identity.Workload switch
    {
        Workload.Site => Site,
        Workload.Team => Team,
        _ => User,
    } ?? identity.Object;
}
