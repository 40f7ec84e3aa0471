using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Finds chunks whose pack is gone or damaged by looking through the index files. Rare, so nothing is kept in memory.</summary>
internal sealed class IndexLookup(IObjectStore store, RepositoryKeys keys)
{
    private readonly IndexReader _index = new(store, keys);

    /// <summary>Other places of the chunk, in packs that are there. Index files that cannot be read are left out.</summary>
    public async IAsyncEnumerable<ChunkPlace> FindAsync(Sha256Hash id, ChunkPlace known, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredObject file in store.ListAsync(RepositoryLayout.Indexes, null, cancellationToken))
        {
            foreach (ChunkPlace place in await FindInAsync(file.Key, id, known, cancellationToken))
            {
                if (await store.HeadAsync(RepositoryLayout.Pack(place.Pack), cancellationToken) is not null)
                    yield return place;
            }
        }
    }

    private async Task<List<ChunkPlace>> FindInAsync(string file, Sha256Hash id, ChunkPlace known, CancellationToken cancellationToken)
    {
        List<ChunkPlace> places = [];
        try
        {
            await foreach (IndexedPack pack in _index.ReadAsync(file, cancellationToken))
            {
                foreach ((BlockChunk chunk, ChunkPlace place) in pack.Chunks())
                {
                    if (chunk.Length == known.Length && PackDirectory.Matches(chunk, id) && (place.Pack, place.Offset) != (known.Pack, known.Offset))
                        places.Add(place);
                }
            }
        }
        catch (DataDamagedException)
        {
            // The chunk's own pack is what the reader is to hear of.
        }

        return places;
    }
}
