using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// The records of repacked packs ("moved/"): one small read tells where a block went. They only save the look through the index files, which finds every chunk by its id without them.
/// </summary>
internal sealed class MovedBlocks(IObjectStore store, RepositoryKeys keys)
{
    /// <summary>How often a block may have been moved before the index is asked instead.</summary>
    public const int HopsMaximum = 64;

    private const int RecordMaximum = 16 << 20;

    /// <summary>The request that stores a record.</summary>
    public PutRequest Write(MovedPack moved)
    {
        using SealedObjectWriter writer = new(keys, SealedKind.MovedPack, ObjectId.Create(), RepositoryLayout.Moved(moved.Pack));
        using PooledBuffer frame = new();
        List<ObjectId> packs = [.. moved.Blocks.Select(static b => b.NewPack).Distinct()];
        frame.Varint((ulong)packs.Count);
        foreach (ObjectId pack in packs)
        {
            pack.CopyTo(frame.GetSpan(ObjectId.Size));
            frame.Advance(ObjectId.Size);
        }

        frame.Varint((ulong)moved.Blocks.Count);
        int last = 0;
        foreach (MovedBlock block in moved.Blocks)
        {
            frame.Varint((ulong)(block.Offset - last));
            frame.Varint((ulong)packs.IndexOf(block.NewPack));
            frame.Varint((ulong)block.NewOffset);
            last = block.Offset;
        }

        writer.AddAll(frame.Span);
        return PutRequest.Of(writer.Key, writer.Finish().ToArray());
    }

    /// <summary>A pack's record; null when there is none.</summary>
    /// <exception cref="DataDamagedException">It is damaged.</exception>
    public async Task<MovedPack?> ReadAsync(ObjectId pack, CancellationToken cancellationToken)
    {
        string key = RepositoryLayout.Moved(pack);
        byte[] stored;
        try
        {
            stored = await store.ReadWholeAsync(key, RecordMaximum, cancellationToken);
        }
        catch (StoreObjectMissingException)
        {
            return null;
        }

        using PooledBuffer frame = new SealedObjectReader(keys, SealedKind.MovedPack, key, stored).ReadAll();
        return new MovedPack(pack, Parse(frame.Span, key));
    }

    private static MovedBlock[] Parse(ReadOnlySpan<byte> frame, string key)
    {
        FormatReader reader = new(frame, key);
        ObjectId[] packs = new ObjectId[reader.Number(reader.Remaining / ObjectId.Size)];
        for (int i = 0; i < packs.Length; i++)
            packs[i] = reader.Id();
        MovedBlock[] blocks = new MovedBlock[reader.Number(reader.Remaining / 3)];
        long offset = 0;
        for (int i = 0; i < blocks.Length; i++)
        {
            offset += reader.Number(int.MaxValue);
            int index = reader.Number(packs.Length - 1);
            if (offset > int.MaxValue)
                throw reader.Bad("an offset is out of its range");
            blocks[i] = new MovedBlock((int)offset, packs[index], reader.Number(int.MaxValue));
        }

        return reader.Remaining == 0 ? blocks : throw reader.Bad("it is too long");
    }
}
