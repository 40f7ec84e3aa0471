using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>What to look for in a restore point. Patterns know * and ? and ignore case.</summary>
public sealed record RestoreQuery
{
    /// <summary>Only objects whose address or display name matches.</summary>
    public string? ObjectName { get; init; }

    /// <summary>Only this workload.</summary>
    public Workload? Workload { get; init; }

    /// <summary>Only this kind of item.</summary>
    public ItemKind? Kind { get; init; }

    /// <summary>True to list folders too.</summary>
    public bool IncludeFolders { get; init; }

    /// <summary>True to list earlier versions of files too.</summary>
    public bool IncludeVersions { get; init; }

    /// <summary>Only items below folders whose path matches, e.g. "Inbox" or "Projects/*"; a folder's subfolders are included.</summary>
    public string? Folder { get; init; }

    /// <summary>Only items whose subject or file name matches.</summary>
    public string? Name { get; init; }

    /// <summary>Only messages whose sender matches.</summary>
    public string? From { get; init; }
}
