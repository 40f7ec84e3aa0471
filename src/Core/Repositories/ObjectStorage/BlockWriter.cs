using System.Buffers;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Compresses a block on the calling worker, makes sure that it decompresses to what it was, and appends it to the current pack.</summary>
/// <param name="packs">Where blocks go.</param>
/// <param name="quality">How much Brotli is to try.</param>
/// <param name="year">The year of the packs they go to.</param>
internal sealed class BlockWriter(PackWriter packs, int quality, int year = PackYear.None)
{
    private const int Attempts = 3;

    /// <summary>Stores a block.</summary>
    /// <param name="plain">A buffer whose first <see cref="BlockCodec.Prefix"/> bytes are free; unchanged but for them.</param>
    /// <param name="chunks">The chunks in it.</param>
    public async ValueTask<BlockPlace> WriteAsync(Memory<byte> plain, ReadOnlyMemory<BlockChunk> chunks)
    {
        byte[] scratch = ArrayPool<byte>.Shared.Rent(plain.Length);
        try
        {
            ReadOnlyMemory<byte> block = EncodeChecked(plain, scratch);
            return await packs.AppendAsync(block, plain.Length - BlockCodec.Prefix, chunks, year);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private ReadOnlyMemory<byte> EncodeChecked(Memory<byte> plain, byte[] scratch)
    {
        for (int attempt = 1; ; attempt++)
        {
            ReadOnlyMemory<byte> block = BlockCodec.Encode(plain, scratch, quality);
            if (block.Equals(plain) || Decodes(block.Span, plain.Span[BlockCodec.Prefix..]))
                return block;
            if (attempt == Attempts)
            {
                throw new RepositoryException(
                    "Repository.CompressionDamaged", "A block did not decompress to what it was, three times.", "Check this machine's memory and processor.");
            }
        }
    }

    private static bool Decodes(ReadOnlySpan<byte> block, ReadOnlySpan<byte> plain)
    {
        byte[] decoded = ArrayPool<byte>.Shared.Rent(plain.Length);
        try
        {
            Span<byte> target = decoded.AsSpan(0, plain.Length);
            BlockCodec.Decode(block, target, "a new block");
            return plain.SequenceEqual(target);
        }
        catch (DataDamagedException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(decoded);
        }
    }
}
