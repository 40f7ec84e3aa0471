using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>The coding of a pack's directory: what blocks follow each other in it and what chunks are in them.</summary>
internal static class PackDirectory
{
    private const int ShortId = 16;

    /// <summary>Writes one block's entry.</summary>
    public static void WriteBlock(PooledBuffer target, int stored, int plain, ReadOnlySpan<BlockChunk> chunks)
    {
        target.Varint((ulong)stored);
        target.Varint((ulong)plain);
        target.Varint((ulong)chunks.Length);
        Span<byte> id = stackalloc byte[Sha256Hash.Size];
        foreach (BlockChunk chunk in chunks)
        {
            bool whole = chunk.Length >= FormatParameters.DedupMinimum;
            target.Varint(((ulong)chunk.Length << 1) | (whole ? 1u : 0u));
            chunk.Id.CopyTo(id);
            target.Raw(whole ? id : id[..ShortId]);
        }
    }

    /// <summary>Reads a directory: the number of blocks and their entries.</summary>
    /// <exception cref="DataDamagedException">It is none.</exception>
    public static List<DirectoryBlock> Read(ref FormatReader reader)
    {
        int count = reader.Number(reader.Remaining / 3);
        List<DirectoryBlock> blocks = new(count);
        int offset = ObjectHeader.Size;
        for (int i = 0; i < count; i++)
        {
            DirectoryBlock block = ReadBlock(ref reader, offset);
            blocks.Add(block);
            offset = block.Stored <= int.MaxValue - offset ? offset + block.Stored : throw reader.Bad("its blocks are longer than it");
        }

        return blocks;
    }

    /// <summary>True when an id of a directory, which may be cut short, is that of the chunk.</summary>
    public static bool Matches(BlockChunk chunk, Sha256Hash id)
    {
        if (chunk.Length >= FormatParameters.DedupMinimum)
            return chunk.Id == id;
        Span<byte> a = stackalloc byte[Sha256Hash.Size];
        Span<byte> b = stackalloc byte[Sha256Hash.Size];
        chunk.Id.CopyTo(a);
        id.CopyTo(b);
        return a[..ShortId].SequenceEqual(b[..ShortId]);
    }

    private static DirectoryBlock ReadBlock(ref FormatReader reader, int offset)
    {
        int stored = reader.Number(FormatParameters.BlockMaximum + BlockCodec.Prefix + ObjectSeal.Overhead);
        int plain = reader.Number(FormatParameters.BlockMaximum);
        BlockChunk[] chunks = new BlockChunk[reader.Number(reader.Remaining / (1 + ShortId))];
        long sum = 0;
        Span<byte> id = stackalloc byte[Sha256Hash.Size];
        for (int i = 0; i < chunks.Length; i++)
        {
            int coded = reader.Number((FormatParameters.BlockMaximum << 1) | 1);
            id.Clear();
            reader.Raw((coded & 1) == 1 ? Sha256Hash.Size : ShortId).CopyTo(id);
            chunks[i] = new BlockChunk(new Sha256Hash(id), coded >> 1);
            sum += coded >> 1;
        }

        return sum == plain ? new DirectoryBlock(offset, stored, plain, chunks) : throw reader.Bad("a block is not the sum of its chunks");
    }
}
