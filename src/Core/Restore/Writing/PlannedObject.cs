using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>What a restore would write of one object.</summary>
public sealed record PlannedObject
{
    /// <summary>The object and workload.</summary>
    public required ObjectIdentity Identity { get; init; }

    /// <summary>Where to, in words.</summary>
    public required string Target { get; init; }

    /// <summary>Folders that are needed.</summary>
    public long Folders { get; init; }

    /// <summary>Items.</summary>
    public long Items { get; init; }

    /// <summary>Content bytes of them.</summary>
    public long Bytes { get; init; }

    /// <summary>Items that cannot go back.</summary>
    public long Excluded { get; init; }

    /// <summary>What cannot go back, or not as it was.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];
}
