namespace Veeam365.Backup.Core.Model;

/// <summary>What an item is. The numbers are part of the repository format: never renumber one.</summary>
public enum ItemKind
{
    /// <summary>A container: mail folder, drive folder, calendar, list...</summary>
    Folder = 0,

    /// <summary>A mail message; its content is MIME.</summary>
    Message = 1,

    /// <summary>A file of a drive or library.</summary>
    File = 2,

    /// <summary>A contact; its content is Graph JSON.</summary>
    Contact = 3,

    /// <summary>A calendar event; its content is Graph JSON.</summary>
    Event = 4,

    /// <summary>A list item; its content is Graph JSON.</summary>
    ListItem = 5,

    /// <summary>A site page; its content is Graph JSON.</summary>
    Page = 6,

    /// <summary>A message of a team's channel, a chat or a group's conversation; its content is Graph JSON.</summary>
    Post = 7,

    /// <summary>An earlier version of a file, which is its parent; its content is that version's bytes.</summary>
    FileVersion = 8,

    /// <summary>The settings of a team; its content is Graph JSON.</summary>
    Settings = 9,

    /// <summary>A member of a team or channel, with roles; its content is Graph JSON.</summary>
    Member = 10,

    /// <summary>A tab of a channel; its content is Graph JSON.</summary>
    Tab = 11,
}
