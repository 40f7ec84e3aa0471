using System.Buffers;
using System.Collections.Concurrent;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Fetches single blocks out of packs and verifies and decodes them. Safe for concurrent use.</summary>
internal sealed class BlockReader(IObjectStore store, RepositoryKeys keys)
{
    private const long CacheSize = 12 << 20;
    private const int MovedMaximum = 256;
    private readonly BlockCache _cache = new(CacheSize);
    private readonly IndexLookup _index = new(store, keys);
    private readonly MovedBlocks _records = new(store, keys);
    private readonly ConcurrentDictionary<ObjectId, MovedPack> _moved = new();

    /// <summary>The block that holds a chunk, held for the caller, and where in it the chunk begins.</summary>
    /// <exception cref="DataDamagedException">It is gone or not what was written.</exception>
    public async Task<(DecodedBlock Block, int InBlock)> GetAsync(ChunkEntry chunk, CancellationToken cancellationToken)
    {
        // A pack that is known to be repacked need not be looked for once for every block.
        ChunkPlace place = _moved.TryGetValue(chunk.Place.Pack, out MovedPack? moved) && moved.Find(chunk.Place) is { } now ? now : chunk.Place;
        try
        {
            return await GetAsync(place, cancellationToken);
        }
        catch (StoreObjectMissingException e)
        {
            // Repacking may have moved the chunk since the reference was written.
            return await FindMovedAsync(chunk.Place, cancellationToken) ?? await FindCopyAsync(chunk, cancellationToken)
                ?? throw Damage.Missing(RepositoryLayout.Pack(chunk.Place.Pack), e);
        }
        catch (DataDamagedException)
        {
            if (await FindCopyAsync(chunk, cancellationToken) is { } copy)
                return copy;
            throw;
        }
    }

    /// <summary>By the record of the repacking, which costs one small read for a pack.</summary>
    private async Task<(DecodedBlock Block, int InBlock)?> FindMovedAsync(ChunkPlace place, CancellationToken cancellationToken)
    {
        for (int hops = 0; hops < MovedBlocks.HopsMaximum; hops++)
        {
            MovedPack? moved = await ReadMovedAsync(place.Pack, cancellationToken);
            if (moved?.Find(place) is not { } next)
                return null;
            place = next;
            if (await TryGetAsync(place, cancellationToken) is { } found)
                return found;
        }

        return null;
    }

    /// <summary>By the chunk's id: another pack may hold an intact copy.</summary>
    private async Task<(DecodedBlock Block, int InBlock)?> FindCopyAsync(ChunkEntry chunk, CancellationToken cancellationToken)
    {
        await foreach (ChunkPlace place in _index.FindAsync(chunk.Id, chunk.Place, cancellationToken))
        {
            if (await TryGetAsync(place, cancellationToken) is { } found)
                return found;
        }

        return null;
    }

    private async Task<(DecodedBlock Block, int InBlock)?> TryGetAsync(ChunkPlace place, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(place, cancellationToken);
        }
        catch (Exception e) when (e is StoreObjectMissingException or DataDamagedException)
        {
            return null;
        }
    }

    private async Task<(DecodedBlock Block, int InBlock)> GetAsync(ChunkPlace place, CancellationToken cancellationToken)
    {
        DecodedBlock block = await GetBlockAsync(place, cancellationToken);
        if (place.InBlock + place.Length <= block.Length)
            return (block, place.InBlock);
        block.Release();
        throw Damage.Reference($"it reaches past the end of a block of '{RepositoryLayout.Pack(place.Pack)}'");
    }

    private async Task<MovedPack?> ReadMovedAsync(ObjectId pack, CancellationToken cancellationToken)
    {
        if (_moved.TryGetValue(pack, out MovedPack? known))
            return known;
        MovedPack? read = await TryReadRecordAsync(pack, cancellationToken);
        if (_moved.Count >= MovedMaximum)
            _moved.Clear();
        // That there is no record may change: it is asked again.
        if (read is not null)
            _moved[pack] = read;
        return read;
    }

    /// <summary>A record only saves the look through the index: a damaged one counts as none.</summary>
    private async Task<MovedPack?> TryReadRecordAsync(ObjectId pack, CancellationToken cancellationToken)
    {
        try
        {
            return await _records.ReadAsync(pack, cancellationToken);
        }
        catch (DataDamagedException)
        {
            return null;
        }
    }

    /// <summary>Blocks of gathered items are kept for the neighbours; a block of one large chunk is not.</summary>
    private Task<DecodedBlock> GetBlockAsync(ChunkPlace place, CancellationToken cancellationToken) =>
        place.Length < FormatParameters.GatherSize
            ? _cache.GetAsync(place, () => ReadAsync(place, CancellationToken.None), cancellationToken)
            : ReadAsync(place, cancellationToken);

    private async Task<DecodedBlock> ReadAsync(ChunkPlace place, CancellationToken cancellationToken)
    {
        string key = RepositoryLayout.Pack(place.Pack);
        byte[] stored = ArrayPool<byte>.Shared.Rent(place.Stored);
        try
        {
            int read = await store.ReadAsync(key, place.Offset, stored.AsMemory(0, place.Stored), cancellationToken);
            if (read < place.Stored)
                throw Damage.In(key, "it ends before a block that is said to be in it");
            return PackReader.OpenBlock(keys.SealOf(SealedKind.Pack, place.Pack, key), place.Offset, stored.AsSpan(0, read));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
        }
    }
}
