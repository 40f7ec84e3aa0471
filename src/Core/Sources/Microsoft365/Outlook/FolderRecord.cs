namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A folder as the source tells it, or as the history holds it.</summary>
internal sealed record FolderRecord
{
    public required string Id { get; init; }

    public string? ParentId { get; init; }

    public string Name { get; init; } = "";

    public bool IsHidden { get; init; }

    /// <summary>Gone (`@removed`).</summary>
    public bool IsRemoved { get; init; }

    /// <summary>Search folders hold links to messages of other folders, nothing of their own.</summary>
    public bool IsSearchFolder { get; init; }

    /// <summary>The address of the mailbox it belongs to, where that is told.</summary>
    public string? Owner { get; init; }

    /// <summary>False when it is known to have no folders below.</summary>
    public bool MayHaveChildren { get; init; } = true;

    public long TotalCount { get; init; }

    /// <summary>The properties to keep; empty for one that comes from the history.</summary>
    public ReadOnlyMemory<byte> Properties { get; init; }
}
