using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// The coding of index files. First frame: the ids of index files that this one replaces (a number, then 16 bytes each; used by repacking).
/// Each further frame: a pack's id, size, SHA-256 and directory.
/// </summary>
internal static class IndexCodec
{
    /// <summary>Writes the first frame.</summary>
    public static void WriteHeader(PooledBuffer frame, ReadOnlySpan<ObjectId> replaced)
    {
        frame.Varint((ulong)replaced.Length);
        foreach (ObjectId id in replaced)
        {
            id.CopyTo(frame.GetSpan(ObjectId.Size));
            frame.Advance(ObjectId.Size);
        }
    }

    /// <summary>Writes a pack's frame.</summary>
    public static void WritePack(PooledBuffer frame, OpenPack pack)
    {
        pack.Id.CopyTo(frame.GetSpan(ObjectId.Size));
        frame.Advance(ObjectId.Size);
        frame.Varint((ulong)pack.Size);
        pack.Hash.CopyTo(frame.GetSpan(Sha256Hash.Size));
        frame.Advance(Sha256Hash.Size);
        frame.Varint((ulong)pack.Blocks);
        frame.Raw(pack.Directory.Span);
    }

    /// <summary>Writes the frame of a pack that was read.</summary>
    public static void WritePack(PooledBuffer frame, IndexedPack pack)
    {
        pack.Id.CopyTo(frame.GetSpan(ObjectId.Size));
        frame.Advance(ObjectId.Size);
        frame.Varint((ulong)pack.Size);
        pack.Hash.CopyTo(frame.GetSpan(Sha256Hash.Size));
        frame.Advance(Sha256Hash.Size);
        frame.Varint((ulong)pack.Blocks.Count);
        foreach (DirectoryBlock block in pack.Blocks)
            PackDirectory.WriteBlock(frame, block.Stored, block.Plain, block.Chunks.ToArray());
    }

    /// <summary>Reads the first frame.</summary>
    public static ObjectId[] ReadHeader(ReadOnlySpan<byte> frame, string key)
    {
        FormatReader reader = new(frame, key);
        ObjectId[] replaced = new ObjectId[reader.Number(reader.Remaining / ObjectId.Size)];
        for (int i = 0; i < replaced.Length; i++)
            replaced[i] = reader.Id();
        return reader.Remaining == 0 ? replaced : throw reader.Bad("its first frame is too long");
    }

    /// <summary>Reads a pack's frame.</summary>
    public static IndexedPack ReadPack(ReadOnlySpan<byte> frame, string key)
    {
        FormatReader reader = new(frame, key);
        ObjectId id = reader.Id();
        long size = reader.Long();
        Sha256Hash hash = reader.Hash();
        List<DirectoryBlock> blocks = PackDirectory.Read(ref reader);
        return reader.Remaining == 0 ? new IndexedPack(id, size, hash, blocks) : throw reader.Bad("a frame is too long");
    }
}
