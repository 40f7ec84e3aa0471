namespace Veeam365.Backup.Core.Repositories;

/// <summary>What a retention run did.</summary>
public sealed record RetentionResult
{
    /// <summary>Restore points that were removed.</summary>
    public IReadOnlyList<PlannedPoint> Removed { get; init; } = [];

    /// <summary>Restore points that the store did not let go; they stay whole and are tried again by the next run.</summary>
    public IReadOnlyList<PlannedPoint> Kept { get; init; } = [];

    /// <summary>Packs that were rewritten.</summary>
    public int PacksRepacked { get; init; }

    /// <summary>Packs that were deleted.</summary>
    public int PacksFreed { get; init; }

    /// <summary>Other objects that were deleted.</summary>
    public int ObjectsFreed { get; init; }

    /// <summary>Bytes that were deleted.</summary>
    public long BytesFreed { get; init; }

    /// <summary>Objects that the store did not let go (object lock), or that turned out to be needed; they are looked at again by a later run.</summary>
    public int ObjectsKept { get; init; }

    /// <summary>What is marked and waits.</summary>
    public RetentionWaiting Waiting { get; init; } = new(0, 0, null);
}
