namespace Veeam365.Backup.Core.Model;

/// <summary>Folders of a mailbox that a job may leave out, with everything below them.</summary>
/// <remarks>The names are kept in job settings: never rename one.</remarks>
public enum ExcludableFolder
{
    /// <summary>Deleted Items.</summary>
    DeletedItems,

    /// <summary>Drafts.</summary>
    Drafts,

    /// <summary>Junk Email.</summary>
    JunkEmail,

    /// <summary>Outbox.</summary>
    Outbox,

    /// <summary>Sync Issues.</summary>
    SyncIssues,

    /// <summary>Recoverable Items: what was deleted for good, and what a litigation or in-place hold keeps.</summary>
    RecoverableItems,
}
