namespace Veeam365.Simulators.Graph;

/// <summary>Which application permissions open which route, after the permission tables of the API reference.</summary>
internal static class Permissions
{
    // Reading the organization's id, name and domains is also possible with any permission to read users.
    private static readonly string[] Organization = ["Organization.Read.All", "Organization.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All", "User.Read.All"];
    private static readonly string[] Users = ["User.Read.All", "User.ReadWrite.All", "User.ReadBasic.All", "Directory.Read.All", "Directory.ReadWrite.All"];
    private static readonly string[] Groups = ["Group.Read.All", "Group.ReadWrite.All", "GroupMember.Read.All", "Directory.Read.All"];
    private static readonly string[] Settings = ["MailboxSettings.Read", "MailboxSettings.ReadWrite"];
    private static readonly string[] Mail = ["Mail.Read", "Mail.ReadWrite"];
    private static readonly string[] Contacts = ["Contacts.Read", "Contacts.ReadWrite"];
    private static readonly string[] Calendars = ["Calendars.Read", "Calendars.ReadWrite"];
    private static readonly string[] Files = ["Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All"];
    private static readonly string[] Sites = ["Sites.Read.All", "Sites.ReadWrite.All", "Sites.Manage.All", "Sites.FullControl.All"];

    private static readonly string[] GroupSites = ["Sites.Read.All", "Sites.ReadWrite.All", "Sites.Manage.All", "Sites.FullControl.All"];
    private static readonly string[] Conversations = ["Group-Conversation.Read.All", "Group-Conversation.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All"];
    private static readonly string[] TeamSettings = ["Team.ReadBasic.All", "TeamSettings.Read.All", "TeamSettings.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All"];
    private static readonly string[] TeamMembers = ["TeamMember.Read.All", "TeamMember.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All"];
    private static readonly string[] Channels = ["Channel.ReadBasic.All", "ChannelSettings.Read.All", "ChannelSettings.ReadWrite.All", "Channel.Create", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All"];
    private static readonly string[] ChannelMembers = ["ChannelMember.Read.All", "ChannelMember.ReadWrite.All"];
    private static readonly string[] Tabs = ["TeamsTab.Read.All", "TeamsTab.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All"];
    private static readonly string[] ChannelFiles = ["Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All"];
    private static readonly string[] ChannelMessages = ["ChannelMessage.Read.All", "ChannelMessage.ReadWrite.All"];

    public static void Check(Route route, IReadOnlySet<string> granted)
    {
        if (!Array.Exists(Needed(route), granted.Contains))
            throw Denied(route);
    }

    /// <summary>Writing wants permissions of its own.</summary>
    public static void CheckWrite(Route route, IReadOnlySet<string> granted)
    {
        if (!Array.Exists(NeededToWrite(route), granted.Contains))
            throw Denied(route);
    }

    public static GraphException Denied(Route route)
    {
        if (route.IsTeam)
            return new GraphException(403, "Forbidden", "Missing role permissions on the request.");
        if (route.IsMailbox || route.IsGroupMailbox)
            return new GraphException(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
        return route.IsDrive || route.IsSite
            ? new GraphException(403, "accessDenied", "Access denied")
            : new GraphException(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
    }

    private static string[] NeededToWrite(Route route) => route.Kind switch
    {
        RouteKind.MailboxSettings => ["MailboxSettings.ReadWrite"],
        >= RouteKind.ContactFolders and <= RouteKind.ContactPhoto => ["Contacts.ReadWrite"],
        >= RouteKind.Calendars and <= RouteKind.EventAttachmentContent => ["Calendars.ReadWrite"],
        _ when route.IsMailbox => ["Mail.ReadWrite"],
        _ when route.IsDrive => ["Files.ReadWrite.All", "Sites.ReadWrite.All"],
        // https://learn.microsoft.com/graph/api/list-create
        RouteKind.Lists or RouteKind.ListColumns => ["Sites.Manage.All", "Sites.ReadWrite.All", "Sites.FullControl.All"],
        _ when route.IsSite => ["Sites.ReadWrite.All", "Sites.Manage.All", "Sites.FullControl.All"],
        RouteKind.Team => ["TeamSettings.ReadWrite.All", "Group.ReadWrite.All"],
        RouteKind.TeamMembers or RouteKind.TeamMember => ["TeamMember.ReadWrite.All"],
        RouteKind.ChannelMembers or RouteKind.ChannelMember => ["ChannelMember.ReadWrite.All"],
        RouteKind.Channels or RouteKind.Channel => ["Channel.Create", "ChannelSettings.ReadWrite.All", "Group.ReadWrite.All"],
        RouteKind.ChannelTabs or RouteKind.ChannelTab => ["TeamsTab.ReadWrite.All", "Group.ReadWrite.All"],
        _ => [],
    };

    private static string[] Needed(Route route) => route.Kind switch
    {
        RouteKind.Organization => Organization,
        RouteKind.Groups or RouteKind.Group or RouteKind.GroupMembers => Groups,
        RouteKind.GroupSite => GroupSites,
        RouteKind.Team => TeamSettings,
        RouteKind.TeamMembers => TeamMembers,
        RouteKind.Channels or RouteKind.Channel => Channels,
        RouteKind.ChannelMembers => ChannelMembers,
        RouteKind.ChannelTabs => Tabs,
        RouteKind.ChannelFilesFolder => ChannelFiles,
        >= RouteKind.ChannelMessages and <= RouteKind.HostedContent => ChannelMessages,
        _ when route.IsGroupMailbox => Conversations,
        RouteKind.MailboxSettings => Settings,
        >= RouteKind.ContactFolders and <= RouteKind.ContactPhoto => Contacts,
        >= RouteKind.Calendars and <= RouteKind.EventAttachmentContent => Calendars,
        _ when route.IsMailbox => Mail,
        _ when route.IsDrive => Files,
        _ when route.IsSite => Sites,
        _ => Users,
    };
}
