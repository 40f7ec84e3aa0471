using System.Collections.Concurrent;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.References;

/// <summary>The packs that are in the store, and where the blocks of packs that were repacked are now.</summary>
internal sealed class PackTable
{
    private readonly Dictionary<ObjectId, long> _sizes;
    private readonly MovedBlocks _moved;
    private readonly ConcurrentDictionary<ObjectId, Task<MovedPack?>> _known = new();

    private PackTable(Dictionary<ObjectId, long> sizes, MovedBlocks moved)
    {
        _sizes = sizes;
        _moved = moved;
    }

    /// <summary>The packs and their sizes.</summary>
    public IReadOnlyDictionary<ObjectId, long> Sizes => _sizes;

    /// <summary>Lists the packs.</summary>
    public static async Task<PackTable> ReadAsync(IObjectStore store, RepositoryKeys keys, CancellationToken cancellationToken)
    {
        var sizes = new Dictionary<ObjectId, long>();
        await foreach (StoredObject found in store.ListAsync(RepositoryLayout.Packs, null, cancellationToken))
        {
            if (RepositoryLayout.TryParsePack(found.Key, out ObjectId id))
                sizes[id] = found.Size;
        }

        return new PackTable(sizes, new MovedBlocks(store, keys));
    }

    /// <summary>True when the pack is there.</summary>
    public bool Contains(ObjectId pack) => _sizes.ContainsKey(pack);

    /// <summary>The pack's size; -1 when it is not there.</summary>
    public long SizeOf(ObjectId pack) => _sizes.GetValueOrDefault(pack, -1);

    /// <summary>Where a chunk of a pack that is gone is now, as the record of the repacking says; null when there is none or its pack is gone too.</summary>
    public async ValueTask<ChunkPlace?> FindMovedAsync(ChunkPlace place, CancellationToken cancellationToken)
    {
        ChunkPlace? at = place;
        for (int hops = 0; at is { } there && hops < MovedBlocks.HopsMaximum; hops++)
        {
            if (Contains(there.Pack))
                return there;
            MovedPack? moved = await _known.GetOrAdd(there.Pack, pack => _moved.ReadAsync(pack, cancellationToken));
            at = moved?.Find(there);
        }

        return null;
    }
}
