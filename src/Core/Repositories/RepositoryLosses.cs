namespace Veeam365.Backup.Core.Repositories;

/// <summary>What repairs could not bring back, as the repository itself remembers it.</summary>
public sealed record RepositoryLosses
{
    /// <summary>Nothing.</summary>
    public static RepositoryLosses None { get; } = new();

    /// <summary>Items to be read from the source anew.</summary>
    public IReadOnlyList<LostItem> Items { get => field ?? []; init; } = [];

    /// <summary>Objects that need a new chain.</summary>
    public IReadOnlyList<LostChain> Chains { get => field ?? []; init; } = [];

    /// <summary>Restore points that were written again.</summary>
    public IReadOnlyList<ReplacedPoint> Points { get => field ?? []; init; } = [];

    /// <summary>Packs that were set aside: keys of stored objects.</summary>
    public IReadOnlyList<string> StoredObjects { get => field ?? []; init; } = [];

    /// <summary>True when there is nothing in it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsEmpty => Items.Count == 0 && Chains.Count == 0 && Points.Count == 0 && StoredObjects.Count == 0;

    /// <summary>Both together.</summary>
    public RepositoryLosses And(RepositoryLosses other) => new()
    {
        Items = [.. Items, .. other.Items],
        Chains = [.. Chains, .. other.Chains],
        Points = [.. Points, .. other.Points],
        StoredObjects = [.. StoredObjects, .. other.StoredObjects],
    };
}
