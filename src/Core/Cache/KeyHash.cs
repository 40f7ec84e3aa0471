using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Veeam365.Backup.Core.Cache;

/// <summary>
/// The first 128 bits of the SHA-256 of a key. It stands for the key in indexes: long keys with equal beginnings
/// would make them ten times as large and slow to compare.
/// </summary>
internal readonly record struct KeyHash(ulong High, ulong Low)
{
    /// <summary>The length in bytes.</summary>
    public const int Size = 16;

    /// <summary>The hash of a key.</summary>
    public static KeyHash Of(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(key.AsSpan()), hash);
        return Read(hash);
    }

    /// <summary>Reads it back.</summary>
    public static KeyHash Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>Writes the 16 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Low);
    }

    /// <summary>The 16 bytes in an array of their own.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }
}
