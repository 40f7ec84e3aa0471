namespace Veeam365.Backup.Core.Repositories;

/// <summary>What a retention run would do.</summary>
public sealed record RetentionPlan
{
    /// <summary>Restore points that go, oldest first.</summary>
    public IReadOnlyList<PlannedPoint> Points { get; init; } = [];

    /// <summary>Packs that go or are rewritten.</summary>
    public IReadOnlyList<PlannedPack> Packs { get; init; } = [];

    /// <summary>Other objects that go: segments, records, index files that are merged.</summary>
    public int Objects { get; init; }

    /// <summary>Bytes of them.</summary>
    public long ObjectBytes { get; init; }

    /// <summary>Bytes that the packs hold that surviving restore points need.</summary>
    public long LiveBytes { get; init; }

    /// <summary>Bytes that come free in the end.</summary>
    public long BytesFreed => ObjectBytes + Packs.Sum(static p => p.DeadBytes);

    /// <summary>What earlier runs marked and nobody deleted yet.</summary>
    public RetentionWaiting Waiting { get; init; } = new(0, 0, null);
}
