using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>An application permission that something needs, and those that include it: https://learn.microsoft.com/graph/permissions-reference.</summary>
/// <param name="Name">The least one.</param>
/// <param name="Broader">Others that suffice and only read.</param>
/// <param name="Writing">Others that suffice and can write, which a backup should not.</param>
internal sealed record NeededPermission(string Name, string[] Broader, string[] Writing)
{
    public static NeededPermission Directory { get; } = new(UserDirectory.Permission, ["Directory.Read.All"], ["User.ReadWrite.All", "Directory.ReadWrite.All"]);

    public static NeededPermission Of(Workload workload) => workload switch
    {
        Workload.Mailbox or Workload.ArchiveMailbox => new("Mail.Read", [], ["Mail.ReadWrite"]),
        Workload.Contacts => new("Contacts.Read", [], ["Contacts.ReadWrite"]),
        Workload.Calendar => new("Calendars.Read", [], ["Calendars.ReadWrite"]),
        Workload.Site => new(SiteDirectory.Permission, [], ["Sites.ReadWrite.All", "Sites.Manage.All", "Sites.FullControl.All"]),
        _ => new(DriveErrors.Permission, ["Sites.Read.All"], ["Files.ReadWrite.All", "Sites.ReadWrite.All", "Sites.Manage.All", "Sites.FullControl.All"]),
    };

    /// <summary>All that groups and teams need; the last one is that of their messages.</summary>
    public static IReadOnlyList<NeededPermission> AllOf(Workload workload) => workload switch
    {
        Workload.GroupMailbox => [Groups],
        Workload.Team => [Groups, Channels, ChannelMembers, ChannelMessages],
        _ => [Of(workload)],
    };

    private static NeededPermission Groups => new(GroupDirectory.Permission, [], ["Group.ReadWrite.All"]);

    private static NeededPermission Channels => new(
        TeamRequests.ChannelsPermission, ["ChannelSettings.Read.All", GroupDirectory.Permission], ["ChannelSettings.ReadWrite.All", "Group.ReadWrite.All"]);

    private static NeededPermission ChannelMembers => new(TeamRequests.ChannelMembersPermission, [], ["ChannelMember.ReadWrite.All"])
    {
        WithoutIt = "the members of private and shared channels are gaps",
    };

    private static NeededPermission ChannelMessages => new(TeamRequests.MessagesPermission, [], ["ChannelMessage.ReadWrite.All"]);

    /// <summary>What is not backed up without it, when the rest is; null when nothing is.</summary>
    public string? WithoutIt { get; init; }

    public OrganizationCheck Check(IReadOnlySet<string>? granted)
    {
        if (granted is null)
            return new OrganizationCheck(Name, CheckOutcome.Inconclusive, "The access token does not tell its permissions.");
        if (granted.Contains(Name))
            return new OrganizationCheck(Name, CheckOutcome.Passed, "Granted.");
        if (Array.Find(Broader, granted.Contains) is { } broader)
            return new OrganizationCheck(Name, CheckOutcome.Passed, $"Covered by {broader}.");
        if (Array.Find(Writing, granted.Contains) is { } writing)
            return new OrganizationCheck(Name, CheckOutcome.Passed, $"Covered by {writing}, which is more than a backup needs: {Name} suffices.");
        return WithoutIt is null
            ? new OrganizationCheck(Name, CheckOutcome.Failed, "Not granted.", Missing)
            : new OrganizationCheck(Name, CheckOutcome.Inconclusive, $"Not granted: {WithoutIt}.");
    }

    private PermissionMissingException Missing => new(
        "Source.PermissionMissing",
        $"The application lacks the permission {Name}.",
        $"Grant the application permission {Name} to the registration, with admin consent.");
}
