using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Finds chunks whose pack is gone by looking through the index files. Rare, so nothing is kept in memory.</summary>
internal sealed class IndexLookup(IObjectStore store, RepositoryKeys keys)
{
    private readonly IndexReader _index = new(store, keys);

    /// <summary>Another place of the chunk in a pack that is there; null when there is none.</summary>
    public async Task<ChunkPlace?> FindAsync(Sha256Hash id, int length, CancellationToken cancellationToken)
    {
        await foreach (IndexedPack pack in _index.ReadAllAsync(cancellationToken))
        {
            if (Find(pack, id, length) is { } place && await store.HeadAsync(RepositoryLayout.Pack(pack.Id), cancellationToken) is not null)
                return place;
        }

        return null;
    }

    private static ChunkPlace? Find(IndexedPack pack, Sha256Hash id, int length)
    {
        foreach ((BlockChunk chunk, ChunkPlace place) in pack.Chunks())
        {
            if (chunk.Length == length && PackDirectory.Matches(chunk, id))
                return place;
        }

        return null;
    }
}
