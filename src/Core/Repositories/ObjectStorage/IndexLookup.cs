using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Finds chunks whose pack is gone by looking through the index files. Rare, so nothing is kept in memory.</summary>
internal sealed class IndexLookup(IObjectStore store, RepositoryKeys keys)
{
    /// <summary>Another place of the chunk in a pack that is there; null when there is none.</summary>
    public async Task<ChunkPlace?> FindAsync(Sha256Hash id, int length, CancellationToken cancellationToken)
    {
        await foreach (StoredObject file in store.ListAsync(RepositoryLayout.Indexes, null, cancellationToken))
        {
            foreach (ChunkPlace place in Matches(file.Key, await ReadAsync(file.Key, cancellationToken), id, length))
            {
                if (await store.HeadAsync(RepositoryLayout.Pack(place.Pack), cancellationToken) is not null)
                    return place;
            }
        }

        return null;
    }

    private async Task<byte[]> ReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadWholeAsync(key, FormatParameters.ObjectMaximum, cancellationToken);
        }
        catch (StoreObjectMissingException)
        {
            // Replaced by another one since it was listed.
            return [];
        }
    }

    private List<ChunkPlace> Matches(string key, byte[] stored, Sha256Hash id, int length)
    {
        List<ChunkPlace> places = [];
        if (stored.Length == 0)
            return places;
        SealedObjectReader reader = new(keys, SealedKind.Index, key, stored);
        using PooledBuffer frame = new();
        bool first = true;
        for (; reader.TryRead(frame); frame.Truncate(0))
        {
            if (!first)
                AddMatches(places, IndexCodec.ReadPack(frame.Span, key), id, length);
            first = false;
        }

        return places;
    }

    private static void AddMatches(List<ChunkPlace> places, IndexedPack pack, Sha256Hash id, int length)
    {
        foreach (DirectoryBlock block in pack.Blocks)
        {
            int inBlock = 0;
            foreach (BlockChunk chunk in block.Chunks)
            {
                if (chunk.Length == length && PackDirectory.Matches(chunk, id))
                    places.Add(new ChunkPlace(pack.Id, block.Offset, block.Stored, inBlock, length));
                inBlock += chunk.Length;
            }
        }
    }
}
