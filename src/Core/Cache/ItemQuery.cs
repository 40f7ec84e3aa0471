using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>What to look for in a restore point. Text is compared without case; patterns know * and ?. All that is given must hold.</summary>
public sealed record ItemQuery
{
    /// <summary>The job of the restore point.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The restore point's sequence.</summary>
    public required long Sequence { get; init; }

    /// <summary>Only these objects (their keys).</summary>
    public IReadOnlyCollection<string>? ObjectKeys { get; init; }

    /// <summary>Not these objects.</summary>
    public IReadOnlyCollection<ObjectWorkload>? Except { get; init; }

    /// <summary>Only objects whose display name or address matches the pattern.</summary>
    public string? ObjectName { get; init; }

    /// <summary>Only these workloads.</summary>
    public IReadOnlyCollection<Workload>? Workloads { get; init; }

    /// <summary>Only these kinds of items; null: everything but folders unless <see cref="IncludeFolders"/>.</summary>
    public IReadOnlyCollection<ItemKind>? Kinds { get; init; }

    /// <summary>True to list folders too.</summary>
    public bool IncludeFolders { get; init; }

    /// <summary>True to list earlier versions of files too, also where <see cref="Kinds"/> is null.</summary>
    public bool IncludeVersions { get; init; }

    /// <summary>Only items with all these words in name, sender or recipients: words in any order, "words in quotation marks" one after the other, a word that ends in * is a beginning.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    /// <summary>Only items whose subject or name matches the pattern.</summary>
    public string? Name { get; init; }

    /// <summary>Only items whose sender matches the pattern.</summary>
    public string? From { get; init; }

    /// <summary>Only items whose recipients match the pattern.</summary>
    public string? To { get; init; }

    /// <summary>Only items last changed (messages: received), or else created, at or after this; to the millisecond.</summary>
    public DateTimeOffset? ChangedFrom { get; init; }

    /// <summary>Only items last changed (messages: received), or else created, before this; to the millisecond.</summary>
    public DateTimeOffset? ChangedBefore { get; init; }

    /// <summary>Only items of at least this many bytes.</summary>
    public long? MinimumSize { get; init; }

    /// <summary>Only items of at most this many bytes.</summary>
    public long? MaximumSize { get; init; }

    /// <summary>Only items with attachments (true) or without (false).</summary>
    public bool? HasAttachments { get; init; }

    /// <summary>Only direct children of these folders (keys).</summary>
    public IReadOnlyList<string>? ParentKeys { get; init; }

    /// <summary>Only the item of this key.</summary>
    public string? ItemKey { get; init; }

    /// <summary>True to find, too, what earlier restore points of the job hold and this one does not: the last version of each.</summary>
    public bool IncludeDeleted { get; init; }

    /// <summary>True to find all versions that restore points up to this one hold, not the newest only.</summary>
    public bool AllVersions { get; init; }
}
