using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>A user (or group, site, team) as the directory of an organization shows it.</summary>
public sealed class BackupOrganizationObjectView
{
    private readonly string _organization;
    private readonly DiscoveredObject _found;

    internal BackupOrganizationObjectView(string organization, DiscoveredObject found)
    {
        _organization = organization;
        _found = found;
    }

    /// <summary>The organization.</summary>
    public string Organization => _organization;

    /// <summary>What it is.</summary>
    public ObjectKind Kind => _found.Object.Kind;

    /// <summary>The name people see.</summary>
    public string DisplayName => _found.Object.DisplayName;

    /// <summary>User principal name, mail address or URL.</summary>
    public string? Address => _found.Object.Address;

    /// <summary>The immutable id.</summary>
    public string Id => _found.Object.Id;

    /// <summary>Workloads known to exist; empty without -IncludeWorkload.</summary>
    public IReadOnlyList<Workload> Workloads => _found.Workloads;

    /// <summary>False when sign-in is blocked.</summary>
    public bool IsEnabled => _found.IsEnabled;

    /// <summary>True for an invited user.</summary>
    public bool IsGuest => _found.IsGuest;

    /// <summary>False when no licence is assigned.</summary>
    public bool IsLicensed => _found.IsLicensed;

    /// <summary>What the mailbox serves as (user, shared, room, equipment...); empty without -IncludeWorkload, or without the permission MailboxSettings.Read.</summary>
    public string? MailboxPurpose => _found.MailboxPurpose;

    /// <summary>Of a group: Microsoft365, Security, MailEnabledSecurity or Distribution. Only the first has data of its own; all can be scopes.</summary>
    public string? GroupType => _found.GroupType;

    /// <summary>True for the site behind a user's OneDrive.</summary>
    public bool IsPersonalSite => _found.IsPersonalSite;

    /// <summary>What people read.</summary>
    public override string ToString() => Address ?? DisplayName;
}
