using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The application permission that restoring a workload needs: https://learn.microsoft.com/graph/permissions-reference.</summary>
/// <param name="Name">The least one.</param>
/// <param name="Broader">Others that suffice.</param>
internal sealed record WritePermission(string Name, params string[] Broader)
{
    public static WritePermission TeamSettings { get; } = new("TeamSettings.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All");

    public static WritePermission TeamMembers { get; } = new("TeamMember.ReadWrite.All");

    public static WritePermission Channels { get; } = new("Channel.Create", "Group.ReadWrite.All", "Directory.ReadWrite.All");

    public static WritePermission ChannelMembers { get; } = new("ChannelMember.ReadWrite.All");

    public static WritePermission Tabs { get; } = new("TeamsTab.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All");

    /// <summary>Everything that restoring a workload needs.</summary>
    public static IReadOnlyList<WritePermission> AllOf(Workload workload) => workload == Workload.Team ? [TeamSettings, TeamMembers, Channels, ChannelMembers, Tabs] : [Of(workload)];

    public static WritePermission Of(Workload workload) => workload switch
    {
        Workload.Mailbox or Workload.ArchiveMailbox => new("Mail.ReadWrite"),
        Workload.Contacts => new("Contacts.ReadWrite"),
        Workload.Calendar => new("Calendars.ReadWrite"),
        Workload.Site => new("Sites.ReadWrite.All", "Sites.Manage.All", "Sites.FullControl.All"),
        Workload.Team => TeamSettings,
        _ => new("Files.ReadWrite.All", "Sites.ReadWrite.All", "Sites.FullControl.All"),
    };

    public OrganizationCheck Check(IReadOnlySet<string>? granted)
    {
        if (granted is null)
            return new OrganizationCheck(Name, CheckOutcome.Inconclusive, "The access token does not tell its permissions.");
        if (granted.Contains(Name))
            return new OrganizationCheck(Name, CheckOutcome.Passed, "Granted.");
        if (Array.Find(Broader, granted.Contains) is { } broader)
            return new OrganizationCheck(Name, CheckOutcome.Passed, $"Covered by {broader}.");
        return new OrganizationCheck(Name, CheckOutcome.Failed, "Not granted.", Missing);
    }

    private PermissionMissingException Missing => new(
        "Source.PermissionMissing",
        $"The application that restores lacks the permission {Name}.",
        $"Grant the application permission {Name}, with admin consent, to the registration that restores; the one that backs up does not need it.");
}
