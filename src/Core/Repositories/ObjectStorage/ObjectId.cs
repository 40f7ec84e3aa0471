using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>The 16 random bytes that name a pack, an index file or a segment. Never used twice.</summary>
/// <param name="Value">The bytes as a big-endian number.</param>
internal readonly record struct ObjectId(UInt128 Value)
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>The length in bytes.</summary>
    public const int Size = 16;

    /// <summary>A new id.</summary>
    public static ObjectId Create()
    {
        Span<byte> bytes = stackalloc byte[Size];
        RandomNumberGenerator.Fill(bytes);
        return Read(bytes);
    }

    /// <summary>A new id that begins with a year: 2 bytes of it, 14 random ones.</summary>
    public static ObjectId CreateIn(int year)
    {
        Span<byte> bytes = stackalloc byte[Size];
        RandomNumberGenerator.Fill(bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes, checked((ushort)year));
        return Read(bytes);
    }

    /// <summary>The year it begins with, if it was created in one.</summary>
    public int Year => (int)(Value >> 112);

    /// <summary>Reads 16 bytes.</summary>
    public static ObjectId Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes[..Size]));

    /// <summary>Reads 32 lower-case hexadecimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ObjectId id)
    {
        id = default;
        if (text.Length != Size * 2 || text.ContainsAnyExcept(Digits))
            return false;
        id = new ObjectId(UInt128.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>Writes the 16 bytes.</summary>
    public void CopyTo(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, Value);

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}
