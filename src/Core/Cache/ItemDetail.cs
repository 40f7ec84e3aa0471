using System.Buffers;
using System.Text;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>The part of an item version that nobody searches, in one compact column: references, version tag, fractions of milliseconds.</summary>
internal sealed record ItemDetail
{
    private const byte HasTag = 1;
    private const byte HasContent = 2;
    private const byte HasProperties = 4;
    private const byte HasFractions = 8;

    public string? VersionTag { get; init; }

    public ContentReference? Content { get; init; }

    public ContentReference? Properties { get; init; }

    /// <summary>Ticks beyond the whole millisecond.</summary>
    public int CreatedFraction { get; init; }

    /// <summary>Ticks beyond the whole millisecond.</summary>
    public int ModifiedFraction { get; init; }

    public static ItemDetail From(ItemVersion version) => new()
    {
        VersionTag = version.VersionTag,
        Content = version.Content,
        Properties = version.Properties,
        CreatedFraction = Fraction(version.CreatedAt),
        ModifiedFraction = Fraction(version.ModifiedAt),
    };

    public byte[] Encode()
    {
        string? tag = VersionTag is null ? null : CacheText.Encode(VersionTag);
        int tagLength = tag is null ? 0 : Encoding.UTF8.GetByteCount(tag);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(32 + tagLength + LengthOf(Content) + LengthOf(Properties));
        try
        {
            var writer = new SpanWriter(buffer);
            writer.WriteByte((byte)((tag is null ? 0 : HasTag) | (Content is null ? 0 : HasContent)
                | (Properties is null ? 0 : HasProperties) | ((CreatedFraction | ModifiedFraction) == 0 ? 0 : HasFractions)));
            if (tag is not null)
                writer.WriteText(tag, tagLength);
            if (Content is not null)
                Write(ref writer, Content);
            if (Properties is not null)
                Write(ref writer, Properties);
            if ((CreatedFraction | ModifiedFraction) != 0)
            {
                writer.WriteNumber((ulong)CreatedFraction);
                writer.WriteNumber((ulong)ModifiedFraction);
            }

            return buffer.AsSpan(0, writer.Length).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static ItemDetail Decode(byte[] stored)
    {
        var reader = new SpanReader(stored);
        byte parts = reader.ReadByte();
        return new ItemDetail
        {
            VersionTag = (parts & HasTag) == 0 ? null : CacheText.Decode(reader.ReadText()),
            Content = (parts & HasContent) == 0 ? null : Read(ref reader, stored),
            Properties = (parts & HasProperties) == 0 ? null : Read(ref reader, stored),
            CreatedFraction = (parts & HasFractions) == 0 ? 0 : (int)reader.ReadNumber(),
            ModifiedFraction = (parts & HasFractions) == 0 ? 0 : (int)reader.ReadNumber(),
        };
    }

    private static int Fraction(DateTimeOffset? time) =>
        time is { } t ? (int)(t.UtcTicks - DateTimeOffset.FromUnixTimeMilliseconds(t.ToUnixTimeMilliseconds()).UtcTicks) : 0;

    private static int LengthOf(ContentReference? reference) => reference is null ? 0 : 20 + Sha256Hash.Size + reference.Location.Length;

    private static void Write(ref SpanWriter writer, ContentReference reference)
    {
        writer.WriteNumber((ulong)reference.Length);
        reference.Hash.CopyTo(writer.Take(Sha256Hash.Size));
        writer.WriteNumber((ulong)reference.Location.Length);
        reference.Location.Span.CopyTo(writer.Take(reference.Location.Length));
    }

    private static ContentReference Read(ref SpanReader reader, byte[] stored)
    {
        long length = (long)reader.ReadNumber();
        var hash = new Sha256Hash(reader.Take(Sha256Hash.Size));
        int locationLength = (int)reader.ReadNumber();
        int start = reader.Position;
        reader.Take(locationLength);
        return new ContentReference(length, hash, stored.AsMemory(start, locationLength));
    }
}
