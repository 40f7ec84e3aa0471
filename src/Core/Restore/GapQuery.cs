using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Which gaps of a restore point to list. Patterns know * and ? and ignore case.</summary>
public sealed record GapQuery
{
    /// <summary>Only those of objects whose address or display name matches.</summary>
    public string? ObjectName { get; init; }

    /// <summary>Only those of these workloads; null for all.</summary>
    public IReadOnlyCollection<Workload>? Workloads { get; init; }

    /// <summary>Only those with these reasons; null for all.</summary>
    public IReadOnlyCollection<GapReason>? Reasons { get; init; }

    /// <summary>Only those whose name matches.</summary>
    public string? Name { get; init; }
}
