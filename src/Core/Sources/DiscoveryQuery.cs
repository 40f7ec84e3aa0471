using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources;

/// <summary>Which directory objects to list.</summary>
public sealed record DiscoveryQuery
{
    /// <summary>Only objects of this kind.</summary>
    public ObjectKind Kind { get; init; } = ObjectKind.User;

    /// <summary>An id, an address, a display name or a wildcard pattern (* and ?) over address and display name; null for all. Compared without case.</summary>
    public string? Name { get; init; }

    /// <summary>True to list the sites behind users' OneDrives too; one that is named exactly is always found.</summary>
    public bool IncludePersonalSites { get; init; }

    /// <summary>True to find out which workloads each object has and what its mailbox serves as (up to six requests more per user; of groups and teams it is always known).</summary>
    public bool IncludeWorkloads { get; init; }
}
