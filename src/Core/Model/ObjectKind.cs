namespace Veeam365.Backup.Core.Model;

/// <summary>What kind of directory object is protected.</summary>
public enum ObjectKind
{
    /// <summary>A user account: mailbox, archive mailbox, contacts, calendar, OneDrive.</summary>
    User,

    /// <summary>A Microsoft 365 group.</summary>
    Group,

    /// <summary>A SharePoint site.</summary>
    Site,

    /// <summary>A Microsoft Teams team.</summary>
    Team,
}
