namespace Veeam365.Backup.Core.Sources;

/// <summary>A folder that items are restored to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">The source's id of it; null for one that was named by a person.</param>
public sealed record FolderToWrite(string Name, string? Key)
{
    /// <summary>True for one that clients hide.</summary>
    public bool IsHidden { get; init; }

    /// <summary>When it was created at the source.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it was modified at the source.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>True for the one that every user has: the default calendar, the default contacts.</summary>
    public bool IsDefault { get; init; }
}
