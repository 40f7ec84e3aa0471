using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Stores chunks in blocks of their own, unless they are known. Safe for concurrent use.</summary>
internal sealed class ChunkWriter(RepositoryKeys keys, DedupTable dedup, BlockWriter blocks)
{
    /// <summary>Stores a chunk.</summary>
    /// <param name="framed">Its bytes, behind <see cref="BlockCodec.Prefix"/> free ones.</param>
    /// <param name="form">How they become content.</param>
    /// <param name="cancellationToken">Stops waiting for others who store the same.</param>
    /// <param name="hash">SHA-256 of its bytes, where that is known already.</param>
    public Task<(ChunkEntry Entry, OpenPack? Pack)> StoreAsync(Memory<byte> framed, ChunkForm form, CancellationToken cancellationToken, Sha256Hash? hash = null)
    {
        ReadOnlySpan<byte> bytes = framed.Span[BlockCodec.Prefix..];
        return StoreAsync(framed, form.LengthOf(bytes.Length), form, hash ?? Sha256Hash.Of(bytes), cancellationToken);
    }

    /// <summary>Stores a list of chunks that cover that much content.</summary>
    public Task<(ChunkEntry Entry, OpenPack? Pack)> StoreListAsync(ReadOnlyMemory<byte> list, long covered, CancellationToken cancellationToken)
    {
        byte[] framed = new byte[BlockCodec.Prefix + list.Length];
        list.CopyTo(framed.AsMemory(BlockCodec.Prefix));
        return StoreAsync(framed, covered, ChunkForm.Plain, Sha256Hash.Of(list.Span), cancellationToken);
    }

    private async Task<(ChunkEntry Entry, OpenPack? Pack)> StoreAsync(Memory<byte> framed, long covered, ChunkForm form, Sha256Hash hash, CancellationToken cancellationToken)
    {
        int length = framed.Length - BlockCodec.Prefix;
        Sha256Hash id = keys.ChunkId(hash);
        KnownChunk chunk = length < FormatParameters.DedupMinimum
            ? await AppendAsync(framed, id)
            : await FindOrAppendAsync(framed, id, cancellationToken);
        return (new ChunkEntry(chunk.Place, id, covered, form), chunk.Pack);
    }

    private async Task<KnownChunk> FindOrAppendAsync(Memory<byte> framed, Sha256Hash id, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await dedup.FindAsync(id, framed.Length - BlockCodec.Prefix, cancellationToken) is { } known)
                return known;
            if (dedup.Claim(id) is not { } other)
                break;
            if (await other.WaitAsync(cancellationToken) is { } stored)
                return stored;
        }

        KnownChunk? result = null;
        try
        {
            // Somebody may have stored it between the look and the claim.
            result = dedup.FindInSession(id) ?? await AppendAsync(framed, id);
            return result.Value;
        }
        finally
        {
            dedup.Settle(id, result);
        }
    }

    private async Task<KnownChunk> AppendAsync(Memory<byte> framed, Sha256Hash id)
    {
        int length = framed.Length - BlockCodec.Prefix;
        BlockPlace place = await blocks.WriteAsync(framed, new[] { new BlockChunk(id, length) });
        return new KnownChunk(place.Chunk(0, length), place.Pack);
    }
}
