using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>An item version as its table row holds it; text is encoded (<see cref="CacheText"/>).</summary>
internal sealed record ItemRow
{
    /// <summary>Set in <see cref="Flags"/>, above all <see cref="ItemFlags"/>, when name or sender hold escapes: SQL patterns cannot judge such a row.</summary>
    public const int EscapedFlag = 1 << 30;

    public required KeyHash Hash { get; init; }

    public required string Key { get; init; }

    public required string? ParentKey { get; init; }

    public required KeyHash? ParentHash { get; init; }

    /// <summary>The number of the parent key; 0 for a root. Known once the parents of a batch are resolved.</summary>
    public long ParentId { get; set; }

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
    public HeadTotals Weight => WeightOf(Kind, Size);

    /// <summary>What a row adds to the totals of a head: folders count nothing.</summary>
    public static HeadTotals WeightOf(long kind, long size) => kind == (int)ItemKind.Folder ? new HeadTotals(0, 0) : new HeadTotals(1, size);

    public static ItemRow From(ItemVersion version, KeyHash hash)
    {
        bool escaped = CacheText.NeedsEscape(version.Name) || (version.From is { } from && CacheText.NeedsEscape(from));
        return new ItemRow
        {
            Hash = hash,
            Key = CacheText.Encode(version.Key),
            ParentKey = Encode(version.ParentKey),
            ParentHash = version.ParentKey is { } parent ? KeyHash.Of(parent) : null,
            Kind = (int)version.Kind,
            Flags = (int)version.Flags | (escaped ? EscapedFlag : 0),
            Size = version.Size,
            CreatedAt = version.CreatedAt?.ToUnixTimeMilliseconds(),
            ModifiedAt = version.ModifiedAt?.ToUnixTimeMilliseconds(),
            Name = CacheText.Encode(version.Name),
            Sender = Encode(version.From),
            Recipients = Encode(version.To),
            Detail = ItemDetail.From(version).Encode(),
        };
    }

    /// <summary>True when the held row says the same.</summary>
    public bool SameAs(HeldItem held) =>
        held.ParentId == ParentId && held.Kind == Kind && held.Flags == Flags && held.Size == Size
        && held.CreatedAt == CreatedAt && held.ModifiedAt == ModifiedAt
        && held.Name == Name && held.Sender == Sender && held.Recipients == Recipients
        && held.Detail.AsSpan().SequenceEqual(Detail);

    private static string? Encode(string? text) => text is null ? null : CacheText.Encode(text);
}
