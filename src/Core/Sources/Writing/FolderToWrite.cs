using System.Text.Json;

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

    /// <summary>What the source told of it (the columns of a list, the kind of a channel); undefined for nothing.</summary>
    public JsonElement Properties { get; init; }

    /// <summary>Ids of the users who own it: a private channel cannot be made without one.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];
}
