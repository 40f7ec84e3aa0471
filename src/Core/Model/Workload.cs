namespace Veeam365.Backup.Core.Model;

/// <summary>One kind of data of a protected object that is read, stored and restored on its own.</summary>
/// <remarks>The names are part of the repository format: never rename one.</remarks>
public enum Workload
{
    /// <summary>The primary mailbox: folders and messages.</summary>
    Mailbox,

    /// <summary>The in-place archive mailbox.</summary>
    ArchiveMailbox,

    /// <summary>Contact folders and contacts.</summary>
    Contacts,

    /// <summary>Calendars and events.</summary>
    Calendar,

    /// <summary>The personal drive.</summary>
    OneDrive,

    /// <summary>A SharePoint site: libraries, lists, pages.</summary>
    Site,

    /// <summary>A team: channels, posts, tabs, members.</summary>
    Team,

    /// <summary>The mailbox of a Microsoft 365 group: conversations and the posts in them.</summary>
    GroupMailbox,
}
