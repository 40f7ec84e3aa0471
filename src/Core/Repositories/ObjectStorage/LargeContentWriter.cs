using System.Collections.Concurrent;
using System.Security.Cryptography;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Cuts large content into chunks as it is read, and stores those that are not known yet. Memory does not depend on the content's size. Safe for concurrent use.</summary>
internal sealed class LargeContentWriter : IDisposable
{
    private const int Piece = 256 << 10;
    private const int AtOnce = 3;
    private readonly RepositoryKeys _keys;
    private readonly GearTable _gear;
    private readonly DedupTable _dedup;
    private readonly BlockWriter _blocks;
    private readonly SemaphoreSlim _slots = new(AtOnce);

    // Pools round up to a power of two, and these are just above one.
    private readonly ConcurrentBag<byte[]> _buffers = [];

    /// <summary>Creates it.</summary>
    public LargeContentWriter(RepositoryKeys keys, GearTable gear, DedupTable dedup, BlockWriter blocks)
    {
        _keys = keys;
        _gear = gear;
        _dedup = dedup;
        _blocks = blocks;
    }

    /// <summary>Stores content to its end.</summary>
    /// <param name="begin">What was read of it already.</param>
    /// <param name="rest">The rest.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<StoredContent> WriteAsync(ReadOnlyMemory<byte> begin, Stream rest, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        byte[] buffer = _buffers.TryTake(out byte[]? used) ? used : GC.AllocateUninitializedArray<byte>(BlockCodec.Prefix + FormatParameters.ChunkMaximum);
        try
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            ChunkListBuilder list = new(StoreListAsync);
            begin.CopyTo(buffer.AsMemory(BlockCodec.Prefix));
            hash.AppendData(begin.Span);
            long total = await CutAsync(buffer, begin.Length, rest, hash, list, cancellationToken) + begin.Length;
            ContentReference reference = new(total, new Sha256Hash(hash.GetHashAndReset()), await list.FinishAsync(cancellationToken));
            return new StoredContent(reference, list.Packs);
        }
        finally
        {
            _buffers.Add(buffer);
            _slots.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    /// <summary>Reads, cuts and stores; returns the bytes read.</summary>
    private async Task<long> CutAsync(byte[] buffer, int filled, Stream rest, IncrementalHash hash, ChunkListBuilder list, CancellationToken cancellationToken)
    {
        long total = 0;
        bool ended = false;
        GearState state = default;
        while (filled > 0 || !ended)
        {
            int cut = filled == 0 ? 0 : _gear.Cut(buffer.AsSpan(BlockCodec.Prefix, filled), ref state);
            if (cut == 0 && !ended)
            {
                int read = await rest.ReadAsync(buffer.AsMemory(BlockCodec.Prefix + filled, Math.Min(Piece, FormatParameters.ChunkMaximum - filled)), cancellationToken);
                hash.AppendData(buffer.AsSpan(BlockCodec.Prefix + filled, read));
                ended = read == 0;
                filled += read;
                total += read;
                continue;
            }

            if (cut == 0)
                cut = filled;
            if (cut == 0)
                break;
            await list.AddAsync(await StoreAsync(buffer.AsMemory(0, BlockCodec.Prefix + cut), cancellationToken), cancellationToken);
            buffer.AsSpan(BlockCodec.Prefix + cut, filled - cut).CopyTo(buffer.AsSpan(BlockCodec.Prefix));
            filled -= cut;
            state = default;
        }

        return total;
    }

    private Task<(ChunkEntry Entry, OpenPack? Pack)> StoreListAsync(ReadOnlyMemory<byte> list, long covered, CancellationToken cancellationToken)
    {
        byte[] framed = new byte[BlockCodec.Prefix + list.Length];
        list.CopyTo(framed.AsMemory(BlockCodec.Prefix));
        return StoreAsync(framed, covered, cancellationToken);
    }

    private Task<(ChunkEntry Entry, OpenPack? Pack)> StoreAsync(Memory<byte> framed, CancellationToken cancellationToken) =>
        StoreAsync(framed, framed.Length - BlockCodec.Prefix, cancellationToken);

    private async Task<(ChunkEntry Entry, OpenPack? Pack)> StoreAsync(Memory<byte> framed, long covered, CancellationToken cancellationToken)
    {
        int length = framed.Length - BlockCodec.Prefix;
        Sha256Hash id = _keys.ChunkId(Sha256Hash.Of(framed.Span[BlockCodec.Prefix..]));
        KnownChunk chunk = length < FormatParameters.DedupMinimum
            ? await AppendAsync(framed, id)
            : await FindOrAppendAsync(framed, id, cancellationToken);
        return (new ChunkEntry(chunk.Place, id, covered), chunk.Pack);
    }

    private async Task<KnownChunk> FindOrAppendAsync(Memory<byte> framed, Sha256Hash id, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await _dedup.FindAsync(id, framed.Length - BlockCodec.Prefix, cancellationToken) is { } known)
                return known;
            if (_dedup.Claim(id) is not { } other)
                break;
            if (await other.WaitAsync(cancellationToken) is { } stored)
                return stored;
        }

        KnownChunk? result = null;
        try
        {
            // Somebody may have stored it between the look and the claim.
            result = _dedup.FindInSession(id) ?? await AppendAsync(framed, id);
            return result.Value;
        }
        finally
        {
            _dedup.Settle(id, result);
        }
    }

    private async Task<KnownChunk> AppendAsync(Memory<byte> framed, Sha256Hash id)
    {
        int length = framed.Length - BlockCodec.Prefix;
        BlockPlace place = await _blocks.WriteAsync(framed, new[] { new BlockChunk(id, length) });
        return new KnownChunk(place.Chunk(0, length), place.Pack);
    }
}
