using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Finds, in one pass over the index files, packs that hold chunks which are not where a reference says. Damaged index files are left out: they are told of elsewhere.</summary>
internal sealed class OtherCopies(IObjectStore store, RepositoryKeys keys, VerificationState state)
{
    private readonly IndexReader _index = new(store, keys);

    /// <summary>For each chunk that another good block holds: its pack.</summary>
    public async Task<Dictionary<ChunkKey, PackEntry>> FindAsync(HashSet<ChunkKey> wanted, CancellationToken cancellationToken)
    {
        Dictionary<ChunkKey, PackEntry> found = [];
        await foreach (IndexedPack pack in ReadAsync(cancellationToken))
        {
            if (!state.Packs.TryGetValue(pack.Id, out PackEntry? entry))
                continue;
            foreach ((BlockChunk chunk, ChunkPlace place) in pack.Chunks())
            {
                ChunkKey key = ChunkKey.Of(chunk.Id, chunk.Length);
                if (entry.IsGood(place.Offset) && wanted.Contains(key))
                    found.TryAdd(key, entry);
            }
        }

        return found;
    }

    /// <summary>Everything that intact index files say; a pack may come more than once.</summary>
    public async IAsyncEnumerable<IndexedPack> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredObject file in store.ListAsync(RepositoryLayout.Indexes, null, cancellationToken))
        {
            List<IndexedPack> packs = [];
            try
            {
                await foreach (IndexedPack pack in _index.ReadAsync(file.Key, cancellationToken))
                    packs.Add(pack);
            }
            catch (DataDamagedException)
            {
                continue;
            }

            foreach (IndexedPack pack in packs)
                yield return pack;
        }
    }
}
