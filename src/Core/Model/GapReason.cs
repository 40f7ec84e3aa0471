namespace Veeam365.Backup.Core.Model;

/// <summary>Why a restore point does not hold something. A closed list, explained in docs/gaps.md; the names are part of the repository format.</summary>
public enum GapReason
{
    /// <summary>The application lacks a permission.</summary>
    PermissionMissing,

    /// <summary>The source could not give the item, again and again.</summary>
    SourceError,

    /// <summary>The source's data is damaged or does not parse.</summary>
    ItemCorrupt,

    /// <summary>The source refuses content that it holds to be malware.</summary>
    MalwareFlagged,

    /// <summary>The content came, but it never matched the source's own hash; it is kept all the same.</summary>
    Unverifiable,

    /// <summary>The source does not hand out content of this size.</summary>
    TooLarge,

    /// <summary>The repository could not store the content.</summary>
    RepositoryError,

    /// <summary>The source never answered when it was asked for it.</summary>
    NoAnswer,

    /// <summary>The item is of a kind that cannot be read through Graph.</summary>
    NotSupported,

    /// <summary>The source cannot decrypt the content for the application (rights management).</summary>
    Encrypted,

    /// <summary>The source lists the item, and says that it is not there when its content is asked for.</summary>
    Vanished,

    /// <summary>Only the beta version of Graph shows it, and the service refuses that.</summary>
    BetaOnly,
}
