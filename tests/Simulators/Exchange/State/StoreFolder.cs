namespace Veeam365.Simulators.Exchange;

/// <summary>A folder of a store as it is now.</summary>
public sealed record StoreFolder(string Id, string? ParentId, string Name, string? Class, string Type)
{
    public bool IsHidden { get; init; }

    /// <summary>The well-known name; null for a folder of the owner's.</summary>
    public string? WellKnown { get; init; }

    /// <summary>The change that made it, and the last one that touched it.</summary>
    internal long CreatedAt { get; init; }

    internal long ChangedAt { get; init; }

    internal bool IsGone { get; init; }
}
