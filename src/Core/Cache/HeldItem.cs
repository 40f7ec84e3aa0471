namespace Veeam365.Backup.Core.Cache;

/// <summary>The living row of a key: what a change is compared with.</summary>
internal sealed record HeldItem
{
    public required long Id { get; init; }

    public required int ValidFrom { get; init; }

    public required long ParentId { get; init; }

    public required int Kind { get; init; }

    public required int Flags { get; init; }

    public required long Size { get; init; }

    public required long? CreatedAt { get; init; }

    public required long? ModifiedAt { get; init; }

    public required string Name { get; init; }

    public required string? Sender { get; init; }

    public required string? Recipients { get; init; }

    public required byte[] Detail { get; init; }

    /// <summary>What it adds to the totals of a head.</summary>
    public HeadTotals Weight => ItemRow.WeightOf(Kind, Size);
}
