using System.Buffers;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Fetches single blocks out of packs and verifies and decodes them. Safe for concurrent use.</summary>
internal sealed class BlockReader(IObjectStore store, RepositoryKeys keys)
{
    private const long CacheSize = 12 << 20;
    private readonly BlockCache _cache = new(CacheSize);
    private readonly IndexLookup _index = new(store, keys);

    /// <summary>The block that holds a chunk, held for the caller, and where in it the chunk begins.</summary>
    /// <exception cref="DataDamagedException">It is gone or not what was written.</exception>
    public async Task<(DecodedBlock Block, int InBlock)> GetAsync(ChunkEntry chunk, CancellationToken cancellationToken)
    {
        ChunkPlace place = chunk.Place;
        DecodedBlock block;
        try
        {
            block = await GetAsync(place, cancellationToken);
        }
        catch (StoreObjectMissingException e)
        {
            // Repacking may have moved the chunk since the reference was written; its id finds it.
            place = await _index.FindAsync(chunk.Id, place.Length, cancellationToken) ?? throw Damage.Missing(RepositoryLayout.Pack(place.Pack), e);
            block = await GetMovedAsync(place, cancellationToken);
        }

        if (place.InBlock + place.Length <= block.Length)
            return (block, place.InBlock);
        block.Release();
        throw Damage.Reference($"it reaches past the end of a block of '{RepositoryLayout.Pack(place.Pack)}'");
    }

    private async Task<DecodedBlock> GetMovedAsync(ChunkPlace place, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(place, cancellationToken);
        }
        catch (StoreObjectMissingException e)
        {
            throw Damage.Missing(RepositoryLayout.Pack(place.Pack), e);
        }
    }

    /// <summary>Blocks of gathered items are kept for the neighbours; a block of one large chunk is not.</summary>
    private Task<DecodedBlock> GetAsync(ChunkPlace place, CancellationToken cancellationToken) =>
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
