namespace Veeam365.Backup.Core.Model;

/// <summary>One state of an item: what is searched and shown, and where its content is.</summary>
public sealed record ItemVersion
{
    /// <summary>The source's immutable id, unique within its object and workload.</summary>
    public required string Key { get; init; }

    /// <summary>What the item is.</summary>
    public required ItemKind Kind { get; init; }

    /// <summary>The key of the folder it lies in; null at the top of its workload (the root of a mailbox or drive is no item).</summary>
    public string? ParentKey { get; init; }

    /// <summary>Subject, file name or folder name, as the source has it (any characters, perhaps empty).</summary>
    public required string Name { get; init; }

    /// <summary>When it was created at the source.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Received time of a message, last modification of anything else.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Size in bytes at the source; for content of unknown size the session sets the length that was read.</summary>
    public long Size { get; init; }

    /// <summary>The source's own mark of this version (changeKey, eTag, quickXorHash and size): equal marks mean equal content.</summary>
    public string? VersionTag { get; init; }

    /// <summary>Sender of a message, or author of a file; an address or a name.</summary>
    public string? From { get; init; }

    /// <summary>Recipients of a message, separated by "; ".</summary>
    public string? To { get; init; }

    /// <summary>Searchable facts.</summary>
    public ItemFlags Flags { get; init; }

    /// <summary>The content: MIME, file bytes or JSON. Null for folders and until it is stored.</summary>
    public ContentReference? Content { get; init; }

    /// <summary>The source's properties as JSON (UTF-8). Null when there are none or until they are stored.</summary>
    public ContentReference? Properties { get; init; }
}
