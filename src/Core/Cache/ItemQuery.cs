using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>What to look for in a restore point. Text is compared without case; patterns know * and ?.</summary>
public sealed record ItemQuery
{
    /// <summary>The job of the restore point.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The restore point's sequence.</summary>
    public required long Sequence { get; init; }

    /// <summary>Only this object (its key).</summary>
    public string? ObjectKey { get; init; }

    /// <summary>Only objects whose display name or address matches the pattern.</summary>
    public string? ObjectName { get; init; }

    /// <summary>Only this workload.</summary>
    public Workload? Workload { get; init; }

    /// <summary>Only this kind of item; null: everything but folders unless <see cref="IncludeFolders"/>.</summary>
    public ItemKind? Kind { get; init; }

    /// <summary>True to list folders too.</summary>
    public bool IncludeFolders { get; init; }

    /// <summary>True to list earlier versions of files too, also where <see cref="Kind"/> is null.</summary>
    public bool IncludeVersions { get; init; }

    /// <summary>Only items whose subject or name matches the pattern.</summary>
    public string? Name { get; init; }

    /// <summary>Only items whose sender matches the pattern.</summary>
    public string? From { get; init; }

    /// <summary>Only direct children of these folders (keys).</summary>
    public IReadOnlyList<string>? ParentKeys { get; init; }

    /// <summary>Only the item of this key.</summary>
    public string? ItemKey { get; init; }
}
