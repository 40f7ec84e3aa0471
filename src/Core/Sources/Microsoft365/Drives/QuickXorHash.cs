using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// The hash that OneDrive and SharePoint tell of every file: https://learn.microsoft.com/onedrive/developer/code-snippets/quickxorhash.
/// Byte i is XORed into a ring of 160 bits at bit 11·i. Since 11·160 is a multiple of 160, bytes 160 apart meet in the same place: they are XORed together
/// first, whole vectors at a time, and only those 160 sums are shifted into the ring at the end.
/// </summary>
internal sealed class QuickXorHash
{
    /// <summary>Length of the hash in bytes.</summary>
    public const int Size = 20;

    private const int Bits = Size * 8;
    private const int Shift = 11;
    private const int Period = 160;

    private readonly byte[] _sums = new byte[Period];

    /// <summary>Bytes seen so far.</summary>
    public long Length { get; private set; }

    /// <summary>Adds the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        var offset = (int)(Length % Period);
        Length += data.Length;
        if (offset > 0)
        {
            int count = Math.Min(Period - offset, data.Length);
            Xor(_sums.AsSpan(offset, count), data[..count]);
            data = data[count..];
        }

        int whole = data.Length - (data.Length % Period);
        XorPeriods(data[..whole]);
        Xor(_sums.AsSpan(0, data.Length - whole), data[whole..]);
    }

    /// <summary>The hash of what was added so far, as the service writes it.</summary>
    public string ToBase64()
    {
        Span<byte> hash = stackalloc byte[Size];
        hash.Clear();
        for (var i = 0; i < Period; i++)
            Rotate(hash, _sums[i], i * Shift % Bits);
        Span<byte> tail = hash[^sizeof(long)..];
        BinaryPrimitives.WriteInt64LittleEndian(tail, BinaryPrimitives.ReadInt64LittleEndian(tail) ^ Length);
        return Convert.ToBase64String(hash);
    }

    /// <summary>The hash of the bytes.</summary>
    public static string Compute(ReadOnlySpan<byte> data)
    {
        var hash = new QuickXorHash();
        hash.Append(data);
        return hash.ToBase64();
    }

    private static void Rotate(Span<byte> ring, byte value, int bit)
    {
        int at = bit / 8, shift = bit % 8;
        ring[at] ^= (byte)(value << shift);
        ring[(at + 1) % Size] ^= (byte)(value >> (8 - shift));
    }

    private static void Xor(Span<byte> sums, ReadOnlySpan<byte> data)
    {
        for (var i = 0; i < sums.Length; i++)
            sums[i] ^= data[i];
    }

    private void XorPeriods(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return;
        Span<Vector256<byte>> sums = MemoryMarshal.Cast<byte, Vector256<byte>>(_sums.AsSpan());
        ReadOnlySpan<Vector256<byte>> vectors = MemoryMarshal.Cast<byte, Vector256<byte>>(data);
        Vector256<byte> a = sums[0], b = sums[1], c = sums[2], d = sums[3], e = sums[4];
        for (var i = 0; i <= vectors.Length - 5; i += 5)
        {
            a ^= vectors[i];
            b ^= vectors[i + 1];
            c ^= vectors[i + 2];
            d ^= vectors[i + 3];
            e ^= vectors[i + 4];
        }

        (sums[0], sums[1], sums[2], sums[3], sums[4]) = (a, b, c, d, e);
    }
}
