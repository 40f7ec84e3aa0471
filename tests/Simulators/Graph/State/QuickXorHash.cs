using System.Buffers.Binary;
using System.Numerics;

namespace Veeam365.Simulators.Graph;

/// <summary>
/// Microsoft's quickXorHash ("Code Snippets: QuickXorHash Algorithm" in the OneDrive developer documentation): byte i is XORed into
/// a 160-bit register at bit 11*i mod 160, and the length into the last eight bytes. The position repeats every 160 bytes, so
/// blocks of 160 bytes are XORed first and shifted once at the end.
/// </summary>
public sealed class QuickXorHash
{
    private const int Width = 160;
    private const int HashBytes = 20;
    private const int Shift = 11;

    private readonly byte[] _columns = new byte[Width];
    private long _length;

    public static string Compute(ReadOnlySpan<byte> data)
    {
        var hash = new QuickXorHash();
        hash.Append(data);
        return Convert.ToBase64String(hash.Finish());
    }

    public void Append(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var column = (int)(_length % Width);
            var piece = data[..Math.Min(data.Length, Width - column)];
            Xor(_columns.AsSpan(column, piece.Length), piece);
            _length += piece.Length;
            data = data[piece.Length..];
        }
    }

    /// <summary>The 20 bytes of the hash over what was appended so far.</summary>
    public byte[] Finish()
    {
        var hash = new byte[HashBytes];
        for (var i = 0; i < Width; i++)
        {
            var bit = i * Shift % Width;
            var value = _columns[i] << (bit % 8);
            hash[bit / 8] ^= (byte)value;
            hash[(bit / 8 + 1) % HashBytes] ^= (byte)(value >> 8);
        }

        var tail = hash.AsSpan(HashBytes - 8);
        BinaryPrimitives.WriteInt64LittleEndian(tail, BinaryPrimitives.ReadInt64LittleEndian(tail) ^ _length);
        return hash;
    }

    private static void Xor(Span<byte> target, ReadOnlySpan<byte> source)
    {
        var i = 0;
        for (; i <= target.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            (new Vector<byte>(target[i..]) ^ new Vector<byte>(source[i..])).CopyTo(target[i..]);
        for (; i < target.Length; i++)
            target[i] ^= source[i];
    }
}
