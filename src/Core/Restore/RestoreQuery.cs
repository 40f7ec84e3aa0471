using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>What to look for in a restore point. Patterns know * and ? and ignore case. All that is given must hold.</summary>
public sealed record RestoreQuery
{
    /// <summary>Only objects whose address or display name matches.</summary>
    public string? ObjectName { get; init; }

    /// <summary>Only these workloads.</summary>
    public IReadOnlyCollection<Workload>? Workloads { get; init; }

    /// <summary>Only these kinds of items.</summary>
    public IReadOnlyCollection<ItemKind>? Kinds { get; init; }

    /// <summary>True to list folders too.</summary>
    public bool IncludeFolders { get; init; }

    /// <summary>True to list earlier versions of files too.</summary>
    public bool IncludeVersions { get; init; }

    /// <summary>Only items below folders whose path matches, e.g. "Inbox" or "Projects/*"; a folder's subfolders are included.</summary>
    public string? Folder { get; init; }

    /// <summary>Only items with all these words in subject, file name, sender or recipients. "Words in quotation marks" stand one after the other; a word that ends in * is a beginning.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    /// <summary>Only items whose subject or file name matches.</summary>
    public string? Name { get; init; }

    /// <summary>Only messages whose sender matches.</summary>
    public string? From { get; init; }

    /// <summary>Only messages whose recipients match.</summary>
    public string? To { get; init; }

    /// <summary>Only items last changed (messages: received) at or after this.</summary>
    public DateTimeOffset? ChangedFrom { get; init; }

    /// <summary>Only items last changed (messages: received) before this.</summary>
    public DateTimeOffset? ChangedBefore { get; init; }

    /// <summary>Only items of at least this many bytes.</summary>
    public long? MinimumSize { get; init; }

    /// <summary>Only items of at most this many bytes.</summary>
    public long? MaximumSize { get; init; }

    /// <summary>Only items with attachments (true) or without (false).</summary>
    public bool? HasAttachments { get; init; }

    /// <summary>True to find, too, what earlier restore points of the job hold and this one does not.</summary>
    public bool IncludeDeleted { get; init; }

    /// <summary>True to find all versions that restore points up to this one hold.</summary>
    public bool AllVersions { get; init; }

    /// <summary>Objects to leave out.</summary>
    public IReadOnlyCollection<ObjectWorkload>? Except { get; init; }

    /// <summary>The cache's query for a restore point, without the folder.</summary>
    internal Cache.ItemQuery ToItemQuery(RestorePoint point) => new()
    {
        JobId = point.JobId,
        Sequence = point.Sequence,
        ObjectName = ObjectName,
        Workloads = Workloads,
        Kinds = Kinds,
        IncludeFolders = IncludeFolders,
        IncludeVersions = IncludeVersions,
        Words = Words,
        Name = Name,
        From = From,
        To = To,
        ChangedFrom = ChangedFrom,
        ChangedBefore = ChangedBefore,
        MinimumSize = MinimumSize,
        MaximumSize = MaximumSize,
        HasAttachments = HasAttachments,
        IncludeDeleted = IncludeDeleted,
        AllVersions = AllVersions,
        Except = Except,
    };
}
