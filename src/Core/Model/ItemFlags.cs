namespace Veeam365.Backup.Core.Model;

/// <summary>Searchable yes/no facts of an item version. The numbers are part of the repository format.</summary>
[Flags]
public enum ItemFlags
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>The item carries attachments.</summary>
    HasAttachments = 1,

    /// <summary>A message that has been read.</summary>
    IsRead = 2,

    /// <summary>A message that has not been sent.</summary>
    IsDraft = 4,

    /// <summary>A folder that clients hide.</summary>
    IsHidden = 8,

    /// <summary>The content could not be checked against the source's own hash (see GapReason.Unverifiable).</summary>
    Unverified = 16,
}
