using System.Buffers.Binary;
using System.Buffers.Text;

namespace Veeam365.Simulators.Graph;

/// <summary>
/// What hides in an opaque token: whose round it is, where it stands, and the query it began with. A checksum tells a damaged token
/// from a good one.
/// </summary>
internal readonly record struct DeltaToken(DeltaTokenKind Kind, Guid Owner)
{
    private const int Size = 54;

    public int Folder { get; init; }

    public int Epoch { get; init; }

    public int Position { get; init; }

    /// <summary>The log's length when an initial round began.</summary>
    public int Start { get; init; }

    /// <summary>An initial drive round walks the items up to this one before it reads the log; 0 when it does not.</summary>
    public int WalkEnd { get; init; }

    public bool IsInitial { get; init; }

    public bool IncludeHidden { get; init; }

    public ulong Select { get; init; }

    public int Top { get; init; }

    public string Encode()
    {
        Span<byte> bytes = stackalloc byte[Size];
        bytes[0] = (byte)Kind;
        bytes[1] = (byte)((IsInitial ? 1 : 0) | (IncludeHidden ? 2 : 0));
        Owner.TryWriteBytes(bytes[2..]);
        BinaryPrimitives.WriteInt32BigEndian(bytes[18..], Folder);
        BinaryPrimitives.WriteInt32BigEndian(bytes[22..], Epoch);
        BinaryPrimitives.WriteInt32BigEndian(bytes[26..], Position);
        BinaryPrimitives.WriteInt32BigEndian(bytes[30..], Start);
        BinaryPrimitives.WriteInt32BigEndian(bytes[34..], WalkEnd);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[38..], Select);
        BinaryPrimitives.WriteInt32BigEndian(bytes[46..], Top);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[50..], Checksum(bytes[..50]));
        return Base64Url.EncodeToString(bytes);
    }

    public static DeltaToken? Parse(string text)
    {
        Span<byte> bytes = stackalloc byte[Size + 4];
        if (text.Length != Base64Url.GetEncodedLength(Size) || !Base64Url.TryDecodeFromChars(text, bytes, out var length) || length != Size)
            return null;
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[50..]) != Checksum(bytes[..50]))
            return null;
        return new DeltaToken((DeltaTokenKind)bytes[0], new Guid(bytes.Slice(2, 16)))
        {
            IsInitial = (bytes[1] & 1) != 0,
            IncludeHidden = (bytes[1] & 2) != 0,
            Folder = BinaryPrimitives.ReadInt32BigEndian(bytes[18..]),
            Epoch = BinaryPrimitives.ReadInt32BigEndian(bytes[22..]),
            Position = BinaryPrimitives.ReadInt32BigEndian(bytes[26..]),
            Start = BinaryPrimitives.ReadInt32BigEndian(bytes[30..]),
            WalkEnd = BinaryPrimitives.ReadInt32BigEndian(bytes[34..]),
            Select = BinaryPrimitives.ReadUInt64BigEndian(bytes[38..]),
            Top = BinaryPrimitives.ReadInt32BigEndian(bytes[46..]),
        };
    }

    // FNV-1a.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var hash = 2166136261u;
        foreach (var b in bytes)
            hash = (hash ^ b) * 16777619u;
        return hash;
    }
}
