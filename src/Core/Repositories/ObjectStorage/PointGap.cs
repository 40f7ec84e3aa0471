using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A gap as a restore point stores it. The item is left out when the whole object failed.</summary>
internal sealed record PointGap
{
    /// <summary>The object it belongs to.</summary>
    public required string ObjectKey { get; init; }

    /// <summary>The item; null when the whole object failed.</summary>
    public string? ItemKey { get; init; }

    /// <summary>What an admin can find it by.</summary>
    public required string Name { get; init; }

    /// <summary>Why.</summary>
    public required GapReason Reason { get; init; }

    /// <summary>More words.</summary>
    public required string Message { get; init; }

    /// <summary>The stored form of a gap.</summary>
    public static PointGap Of(Gap gap) => new() { ObjectKey = gap.ObjectKey, ItemKey = gap.ItemKey, Name = gap.Name, Reason = gap.Reason, Message = gap.Message };

    /// <summary>The gap it describes.</summary>
    public Gap ToGap() => new(ObjectKey, ItemKey, Name, Reason, Message);
}
