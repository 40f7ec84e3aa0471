namespace Veeam365.Backup.Core.Model;

/// <summary>Why a restore point does not hold something. A closed, documented list; the names are part of the repository format.</summary>
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

    /// <summary>The content is larger than a configured limit.</summary>
    TooLarge,

    /// <summary>The repository could not store the content.</summary>
    RepositoryError,

    /// <summary>The source never answered when it was asked for it.</summary>
    NoAnswer,

    /// <summary>The item is of a kind that cannot be read through Graph.</summary>
    NotSupported,
}
