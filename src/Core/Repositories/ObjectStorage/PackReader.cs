using System.Buffers;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Reads parts of packs.</summary>
internal static class PackReader
{
    /// <summary>Reads a whole pack: header, end, directory, every block's check and content, every chunk's id.</summary>
    /// <returns>Its blocks.</returns>
    /// <exception cref="DataDamagedException">Something in it is not what was written.</exception>
    public static IReadOnlyList<DirectoryBlock> Verify(RepositoryKeys keys, string key, ReadOnlySpan<byte> pack)
    {
        List<DirectoryBlock> blocks = ReadDirectory(keys, key, pack);
        foreach (DirectoryBlock block in blocks)
            VerifyBlock(keys, key, block, pack);
        return blocks;
    }

    /// <summary>Reads header, end and directory of a whole pack.</summary>
    /// <exception cref="DataDamagedException">One of them is not what was written.</exception>
    public static List<DirectoryBlock> ReadDirectory(RepositoryKeys keys, string key, ReadOnlySpan<byte> pack)
    {
        ObjectId id = ObjectHeader.Read(pack, SealedKind.Pack, key);
        if (RepositoryLayout.Pack(id) != key)
            throw Damage.In(key, "its header names another pack");
        if (pack.Length < ObjectHeader.Size + PackTrailer.Size)
            throw Damage.In(key, "it ends too early");
        (int offset, int length) = PackTrailer.Read(pack[^PackTrailer.Size..], pack, pack.Length, key);
        List<DirectoryBlock> blocks = OpenDirectory(keys.SealOf(SealedKind.Pack, id, key), offset, pack.Slice(offset, length));
        int end = blocks.Count == 0 ? ObjectHeader.Size : blocks[^1].Offset + blocks[^1].Stored;
        return end == offset ? blocks : throw Damage.In(key, "its directory does not describe all of it");
    }

    /// <summary>Reads one block of a whole pack: its check, its content and the ids of its chunks.</summary>
    /// <exception cref="DataDamagedException">It is not what was written.</exception>
    public static void VerifyBlock(RepositoryKeys keys, string key, DirectoryBlock block, ReadOnlySpan<byte> pack)
    {
        if ((long)block.Offset + block.Stored > pack.Length)
            throw Damage.In(key, $"it ends before the end of the block at {block.Offset}");
        if (!ObjectId.TryParse(key.AsSpan(key.LastIndexOf('/') + 1), out ObjectId id))
            throw Damage.In(key, "it has no pack's name");
        VerifyBlock(keys, keys.SealOf(SealedKind.Pack, id, key), block, pack.Slice(block.Offset, block.Stored));
    }

    /// <summary>Opens and decodes a block into a pooled array.</summary>
    /// <param name="seal">The pack's seal.</param>
    /// <param name="offset">Where the block begins in the pack.</param>
    /// <param name="stored">The block as stored.</param>
    /// <exception cref="DataDamagedException">It is not what was written.</exception>
    public static DecodedBlock OpenBlock(ObjectSeal seal, int offset, ReadOnlySpan<byte> stored)
    {
        byte[] opened = ArrayPool<byte>.Shared.Rent(Math.Max(stored.Length, 1));
        byte[]? plain = null;
        try
        {
            if (!seal.TryOpen(offset, last: false, stored, opened))
                throw Damage.In(seal.Key, $"the block at {offset} does not match its check");
            ReadOnlySpan<byte> block = opened.AsSpan(0, stored.Length - ObjectSeal.Overhead);
            int length = BlockCodec.PlainLength(block, seal.Key);
            plain = ArrayPool<byte>.Shared.Rent(Math.Max(length, 1));
            BlockCodec.Decode(block, plain.AsSpan(0, length), seal.Key);
            DecodedBlock decoded = new(plain, length);
            plain = null;
            return decoded;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(opened);
            if (plain is not null)
                ArrayPool<byte>.Shared.Return(plain);
        }
    }

    /// <summary>Opens a sealed directory.</summary>
    /// <exception cref="DataDamagedException">It is not what was written.</exception>
    public static List<DirectoryBlock> OpenDirectory(ObjectSeal seal, int offset, ReadOnlySpan<byte> stored)
    {
        byte[] opened = ArrayPool<byte>.Shared.Rent(Math.Max(stored.Length, 1));
        byte[]? plain = null;
        try
        {
            if (!seal.TryOpen(offset, last: true, stored, opened))
                throw Damage.In(seal.Key, "its directory does not match its check");
            ReadOnlySpan<byte> block = opened.AsSpan(0, stored.Length - ObjectSeal.Overhead);
            int length = BlockCodec.PlainLength(block, seal.Key);
            plain = ArrayPool<byte>.Shared.Rent(Math.Max(length, 1));
            BlockCodec.Decode(block, plain.AsSpan(0, length), seal.Key);
            FormatReader reader = new(plain.AsSpan(0, length), seal.Key);
            List<DirectoryBlock> blocks = PackDirectory.Read(ref reader);
            return reader.Remaining == 0 ? blocks : throw reader.Bad("its directory is too long");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(opened);
            if (plain is not null)
                ArrayPool<byte>.Shared.Return(plain);
        }
    }

    private static void VerifyBlock(RepositoryKeys keys, ObjectSeal seal, DirectoryBlock block, ReadOnlySpan<byte> stored)
    {
        DecodedBlock decoded = OpenBlock(seal, block.Offset, stored);
        try
        {
            if (decoded.Length != block.Plain)
                throw Damage.In(seal.Key, $"the block at {block.Offset} is not as long as the directory says");
            int inBlock = 0;
            foreach (BlockChunk chunk in block.Chunks)
            {
                Sha256Hash id = keys.ChunkId(Sha256Hash.Of(decoded.Bytes.Span.Slice(inBlock, chunk.Length)));
                if (!PackDirectory.Matches(chunk, id))
                    throw Damage.In(seal.Key, $"a chunk of the block at {block.Offset} does not have its id");
                inBlock += chunk.Length;
            }
        }
        finally
        {
            decoded.Release();
        }
    }
}
