using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Packs bytes into a block before it is sealed: codec (1 byte), plain length (4, little-endian), payload.</summary>
internal static class BlockCodec
{
    /// <summary>Bytes in front of the payload. Buffers to be encoded keep that much room free at their start.</summary>
    public const int Prefix = 5;

    private const byte Raw = 0;
    private const byte Brotli = 1;

    /// <summary>Encodes what lies behind the prefix of a buffer.</summary>
    /// <param name="plain">A buffer whose first <see cref="Prefix"/> bytes are free.</param>
    /// <param name="scratch">Room for the result, at least as large.</param>
    /// <param name="quality">Brotli's, 0 to 11.</param>
    /// <returns>The block: in the scratch, or, where compressing gains nothing, in the buffer itself.</returns>
    public static ReadOnlyMemory<byte> Encode(Memory<byte> plain, Memory<byte> scratch, int quality = 1)
    {
        int length = plain.Length - Prefix;
        if (length > 0 && BrotliEncoder.TryCompress(plain.Span[Prefix..], scratch.Span[Prefix..plain.Length], out int written, quality, Window(length, quality)) && written < length)
        {
            WritePrefix(scratch.Span, Brotli, length);
            return scratch[..(Prefix + written)];
        }

        WritePrefix(plain.Span, Raw, length);
        return plain;
    }

    /// <summary>The length of a block's content.</summary>
    /// <exception cref="Model.DataDamagedException">It is no block, or larger than any.</exception>
    public static int PlainLength(ReadOnlySpan<byte> block, string key)
    {
        if (block.Length < Prefix)
            throw Damage.In(key, "a block is too short");
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(block[1..]);
        return length <= FormatParameters.BlockMaximum ? (int)length : throw Damage.In(key, "a block is larger than any can be");
    }

    /// <summary>Decodes a block; the destination has exactly its plain length.</summary>
    /// <exception cref="Model.DataDamagedException">It does not decode.</exception>
    public static void Decode(ReadOnlySpan<byte> block, Span<byte> plain, string key)
    {
        ReadOnlySpan<byte> payload = block[Prefix..];
        bool whole = block[0] switch
        {
            Raw => TryCopy(payload, plain),
            Brotli => BrotliDecoder.TryDecompress(payload, plain, out int written) && written == plain.Length,
            _ => throw Damage.In(key, "a block has an unknown codec"),
        };
        if (!whole)
            throw Damage.In(key, "a block does not decompress");
    }

    private static bool TryCopy(ReadOnlySpan<byte> payload, Span<byte> plain)
    {
        if (payload.Length != plain.Length)
            return false;
        payload.CopyTo(plain);
        return true;
    }

    /// <summary>
    /// A window just large enough keeps the memory of encoder and decoder small. The two fastest qualities never look back further than 2^18 bytes, and a larger window only saves them headers
    /// (google/brotli, c/enc/compress_fragment_two_pass.c, MAX_DISTANCE).
    /// </summary>
    private static int Window(int length, int quality) => Math.Clamp(BitOperations.Log2((uint)length) + 1, 16, quality < 2 ? 20 : 22);

    private static void WritePrefix(Span<byte> block, byte codec, int length)
    {
        block[0] = codec;
        BinaryPrimitives.WriteInt32LittleEndian(block[1..], length);
    }
}
