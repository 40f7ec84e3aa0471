using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Veeam365.Backup.Core.Model;

/// <summary>A SHA-256 value held inline: 32 bytes, no allocation.</summary>
public readonly record struct Sha256Hash
{
    /// <summary>The length in bytes.</summary>
    public const int Size = 32;

    private readonly ulong _a, _b, _c, _d;

    /// <summary>Reads the hash from exactly 32 bytes.</summary>
    /// <exception cref="ArgumentException">The span is not 32 bytes long.</exception>
    public Sha256Hash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
            throw new ArgumentException("A SHA-256 value has 32 bytes.", nameof(bytes));
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>The hash of the given bytes.</summary>
    public static Sha256Hash Of(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(data, hash);
        return new Sha256Hash(hash);
    }

    /// <summary>Reads 64 hexadecimal digits.</summary>
    /// <exception cref="FormatException">Not 64 hexadecimal digits.</exception>
    public static Sha256Hash Parse(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        return bytes.Length == Size ? new Sha256Hash(bytes) : throw new FormatException("A SHA-256 value has 64 hexadecimal digits.");
    }

    /// <summary>Its first 16 bytes as two numbers: evenly spread bits for tables and filters.</summary>
    internal (ulong First, ulong Second) Words => (_a, _b);

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    /// <summary>The 32 bytes in an array of their own.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
