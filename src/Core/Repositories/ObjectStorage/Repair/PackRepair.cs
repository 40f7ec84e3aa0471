using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Rescues the intact blocks of damaged packs into new packs: they keep their bytes and get new seals.</summary>
internal sealed class PackRepair(IObjectStore store, RepositoryKeys keys, VerifiedStore verified, IChunkCatalog chunks) : IAsyncDisposable
{
    private const long MemoryBudget = 2L * FormatParameters.PackSize;
    private readonly List<OpenPack> _filled = [];
    private readonly List<KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>> _moved = [];

    private readonly CancellationTokenSource _lifetime = new();
    private DedupTable? _dedup;
    private IndexWriter? _index;
    private PackWriter? _packs;

    /// <summary>Appends the intact blocks of a pack to new ones.</summary>
    public async Task RescueAsync(string key, CancellationToken cancellationToken)
    {
        byte[] pack = await ReadAsync(key, cancellationToken);
        foreach (DirectoryBlock block in await DirectoryOfAsync(key, pack, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            NoteMoved(key, block);
            if (TryOpen(key, block, pack) is { } plain)
                await AppendAsync(plain, block, YearOf(key));
        }
    }

    /// <summary>Makes the new packs durable: stored, verified and indexed.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        // What the catalogue says of these chunks points into packs that are about to go; the new places are added when their index is written.
        foreach (KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>[] some in _moved.Chunk(10_000))
            await chunks.RemoveAsync(some, cancellationToken);
        if (_packs is null)
            return;
        await _packs.SealCurrentAsync();
        await _packs.WhenAllSentAsync();
        await _index!.WriteAsync();
        foreach (OpenPack pack in _filled)
            await pack.Durable.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _lifetime.CancelAsync();
        if (_packs is not null)
            await _packs.DisposeAsync();
        _index?.Dispose();
        _lifetime.Dispose();
    }

    private void NoteMoved(string key, DirectoryBlock block)
    {
        if (!RepositoryLayout.TryParsePack(key, out ObjectId id))
            return;
        IndexedPack pack = new(id, 0, default, [block]);
        _moved.AddRange(pack.SharedChunks().Select(c => new KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>(c.Id, ContentLocation.Single(c.Place))));
    }

    private static byte[]? TryOpenBytes(RepositoryKeys keys, string key, DirectoryBlock block, ReadOnlySpan<byte> pack)
    {
        PackReader.VerifyBlock(keys, key, block, pack);
        if (!ObjectId.TryParse(key.AsSpan(key.LastIndexOf('/') + 1), out ObjectId id))
            return null;
        byte[] opened = new byte[block.Stored - ObjectSeal.Overhead];
        return keys.SealOf(SealedKind.Pack, id, key).TryOpen(block.Offset, last: false, pack.Slice(block.Offset, block.Stored), opened) ? opened : null;
    }

    private byte[]? TryOpen(string key, DirectoryBlock block, byte[] pack)
    {
        try
        {
            return TryOpenBytes(keys, key, block, pack);
        }
        catch (DataDamagedException)
        {
            return null;
        }
    }

    private int YearOf(string key) => store.Capabilities.ByYear && RepositoryLayout.TryParsePack(key, out ObjectId id) ? id.Year : PackYear.None;

    private async Task AppendAsync(byte[] block, DirectoryBlock described, int year)
    {
        if (_packs is null)
        {
            _dedup = new DedupTable(chunks, store);
            _index = new IndexWriter(keys, verified, _dedup, _lifetime.Token);
            _packs = new PackWriter(keys, verified, new PackBuffers(MemoryBudget), _index.AddAsync, _lifetime.Token);
        }

        BlockPlace place = await _packs.AppendAsync(block, described.Plain, described.Chunks.ToArray(), year);
        if (_filled.Count == 0 || _filled[^1] != place.Pack)
            _filled.Add(place.Pack);
    }

    private async Task<byte[]> ReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadWholeAsync(key, FormatParameters.ObjectMaximum, cancellationToken);
        }
        catch (StoreObjectMissingException)
        {
            return [];
        }
    }

    /// <summary>The pack's own directory, or, where that is damaged, what an index file says.</summary>
    private async Task<IReadOnlyList<DirectoryBlock>> DirectoryOfAsync(string key, byte[] pack, CancellationToken cancellationToken)
    {
        try
        {
            return PackReader.ReadDirectory(keys, key, pack);
        }
        catch (DataDamagedException)
        {
            OtherCopies index = new(store, keys, new VerificationState(default, static _ => { }));
            await foreach (IndexedPack described in index.ReadAsync(cancellationToken))
            {
                if (RepositoryLayout.Pack(described.Id) == key)
                    return described.Blocks;
            }

            return [];
        }
    }
}
