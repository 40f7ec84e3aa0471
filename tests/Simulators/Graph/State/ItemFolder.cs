namespace Veeam365.Simulators.Graph;

/// <summary>A contact folder or calendar, and the log of what came and went in it; changed only under its owner's lock.</summary>
internal sealed class ItemFolder
{
    public required int Number { get; init; }

    public required string Name { get; set; }

    /// <summary>-1 at the root of the store.</summary>
    public required int Parent { get; set; }

    public bool IsDeleted { get; set; }

    public long ChangeNumber { get; set; }

    /// <summary>Newest entry in the folder log.</summary>
    public int LogPosition { get; set; }

    /// <summary>Ordinals of items that came or changed; the complement (~) of those that went.</summary>
    public List<int> Log { get; } = [];
}
