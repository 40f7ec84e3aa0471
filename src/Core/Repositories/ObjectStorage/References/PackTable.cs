using System.Collections.Concurrent;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.References;

/// <summary>The packs that are in the store, and where the blocks of packs that were repacked are now.</summary>
internal sealed class PackTable
{
    private readonly Dictionary<ObjectId, StoredPack> _packs;
    private readonly IReadOnlySet<ObjectId> _leaving;
    private readonly MovedBlocks _moved;
    private readonly ConcurrentDictionary<ObjectId, Task<MovedPack?>> _known = new();

    private PackTable(Dictionary<ObjectId, StoredPack> packs, IReadOnlySet<ObjectId> leaving, MovedBlocks moved)
    {
        _packs = packs;
        _leaving = leaving;
        _moved = moved;
    }

    /// <summary>The packs.</summary>
    public IReadOnlyDictionary<ObjectId, StoredPack> Packs => _packs;

    /// <summary>The packs whose records of repacking were needed.</summary>
    public IEnumerable<ObjectId> Moved => _known.Keys;

    /// <summary>Lists the packs.</summary>
    /// <param name="store">Where.</param>
    /// <param name="keys">The repository's keys.</param>
    /// <param name="leaving">Packs that are there still, but whose blocks count where they were moved to.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<PackTable> ReadAsync(IObjectStore store, RepositoryKeys keys, IReadOnlySet<ObjectId> leaving, CancellationToken cancellationToken)
    {
        var packs = new Dictionary<ObjectId, StoredPack>();
        await foreach (StoredObject found in store.ListAsync(RepositoryLayout.Packs, null, cancellationToken))
        {
            if (RepositoryLayout.TryParsePack(found.Key, out ObjectId id))
                packs[id] = new StoredPack(found.Size, found.ModifiedAt);
        }

        return new PackTable(packs, leaving, new MovedBlocks(store, keys));
    }

    /// <summary>True when the pack is there.</summary>
    public bool Contains(ObjectId pack) => _packs.ContainsKey(pack);

    /// <summary>The pack's size; -1 when it is not there.</summary>
    public long SizeOf(ObjectId pack) => _packs.TryGetValue(pack, out StoredPack stored) ? stored.Size : -1;

    /// <summary>
    /// Where a chunk is: in its pack, or where the record of a repacking says. Null when the pack is gone and there is no record that leads to one that is there.
    /// </summary>
    public async ValueTask<ChunkPlace?> LocateAsync(ChunkPlace place, CancellationToken cancellationToken)
    {
        ChunkPlace? there = Contains(place.Pack) ? place : null;
        ChunkPlace at = place;
        for (int hops = 0; hops < MovedBlocks.HopsMaximum; hops++)
        {
            if (Contains(at.Pack) && !_leaving.Contains(at.Pack))
                return at;
            there = Contains(at.Pack) ? at : there;
            MovedPack? moved = await _known.GetOrAdd(at.Pack, pack => _moved.ReadAsync(pack, cancellationToken));
            if (moved?.Find(at) is not { } next)
                break;
            at = next;
        }

        return there;
    }
}
