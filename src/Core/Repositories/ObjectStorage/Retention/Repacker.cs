using System.Buffers;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>
/// Writes the needed blocks of packs into new packs, as they are: opened, checked and sealed again, not compressed anew. A pack counts as repacked when its new packs are durable and indexed
/// and the record of where its blocks went is stored.
/// </summary>
internal sealed class Repacker : IAsyncDisposable
{
    // Two packs: one being filled, one being sent.
    private const long MemoryBudget = 2L * FormatParameters.PackSize;
    private const int Gap = 256 << 10;
    private readonly IObjectStore _store;
    private readonly RepositoryKeys _keys;
    private readonly CancellationTokenSource _stop = new();
    private readonly VerifiedStore _verified;
    private readonly IndexWriter _index;
    private readonly PackWriter _packs;
    private readonly List<(MovedPack Moved, HashSet<OpenPack> Into)> _moving = [];
    private readonly List<OpenPack> _written = [];

    /// <summary>Creates it.</summary>
    public Repacker(IObjectStore store, RepositoryKeys keys)
    {
        _store = store;
        _keys = keys;
        _verified = new VerifiedStore(store);
        _index = new IndexWriter(keys, _verified, new DedupTable(new NoCatalog(), store), _stop.Token);
        _packs = new PackWriter(keys, _verified, new PackBuffers(MemoryBudget), _index.AddAsync, _stop.Token);
    }

    /// <summary>Chunks worth sharing that are in new packs now.</summary>
    public IEnumerable<KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>> NewChunks =>
        _written.SelectMany(static p => p.NewChunks).Select(static c => new KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>(c.Id, ContentLocation.Single(c.Place)));

    /// <summary>Reads a pack and writes its needed blocks.</summary>
    /// <exception cref="DataDamagedException">A block is not what was written.</exception>
    public async Task AddAsync(RepackCandidate candidate, IReadOnlyList<DirectoryBlock> directory, CancellationToken cancellationToken)
    {
        string key = RepositoryLayout.Pack(candidate.Id);
        ObjectSeal seal = _keys.SealOf(SealedKind.Pack, candidate.Id, key);
        List<DirectoryBlock> needed = [.. directory.Where(b => candidate.Live.Needs(b.Offset))];
        List<MovedBlock> moved = [];
        HashSet<OpenPack> into = [];
        for (int i = 0; i < needed.Count;)
        {
            int end = RunEnd(needed, i);
            int start = needed[i].Offset;
            int length = needed[end - 1].Offset + needed[end - 1].Stored - start;
            byte[] run = ArrayPool<byte>.Shared.Rent(length);
            try
            {
                if (await _store.ReadAsync(key, start, run.AsMemory(0, length), cancellationToken) < length)
                    throw Damage.In(key, "it ends before a block that is said to be in it");
                for (; i < end; i++)
                {
                    BlockPlace place = await MoveAsync(seal, needed[i], run.AsMemory(needed[i].Offset - start, needed[i].Stored), YearOf(candidate.Id));
                    into.Add(place.Pack);
                    moved.Add(new MovedBlock(needed[i].Offset, place.Pack.Id, place.Offset));
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(run);
            }
        }

        _moving.Add((new MovedPack(candidate.Id, moved), into));
    }

    /// <summary>Makes everything durable and writes the records.</summary>
    /// <returns>The packs that are repacked now.</returns>
    /// <exception cref="BackupException">Something could not be stored; nothing counts as repacked.</exception>
    public async Task<IReadOnlyList<ObjectId>> CompleteAsync(CancellationToken cancellationToken)
    {
        await _packs.SealCurrentAsync();
        await _packs.WhenAllSentAsync();
        await _index.WriteAsync();
        var records = new MovedBlocks(_store, _keys);
        List<ObjectId> done = [];
        foreach ((MovedPack moved, HashSet<OpenPack> into) in _moving)
        {
            foreach (OpenPack pack in into)
                await pack.Durable.WaitAsync(cancellationToken);
            await _verified.PutAsync(records.Write(moved), cancellationToken);
            _written.AddRange(into.Except(_written));
            done.Add(moved.Pack);
        }

        _moving.Clear();
        return done;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _packs.DisposeAsync();
        _index.Dispose();
        _stop.Dispose();
    }

    private static int RunEnd(List<DirectoryBlock> blocks, int first)
    {
        int end = first + 1;
        while (end < blocks.Count
            && blocks[end].Offset - (blocks[end - 1].Offset + blocks[end - 1].Stored) <= Gap
            && blocks[end].Offset + blocks[end].Stored - blocks[first].Offset <= FormatParameters.BlockMaximum)
            end++;
        return end;
    }

    private int YearOf(ObjectId pack) => _store.Capabilities.ByYear ? pack.Year : PackYear.None;

    private async ValueTask<BlockPlace> MoveAsync(ObjectSeal seal, DirectoryBlock block, ReadOnlyMemory<byte> stored, int year)
    {
        byte[] opened = ArrayPool<byte>.Shared.Rent(block.Stored);
        try
        {
            if (!seal.TryOpen(block.Offset, last: false, stored.Span, opened))
                throw Damage.In(seal.Key, $"the block at {block.Offset} does not match its check");
            return await _packs.AppendAsync(opened.AsMemory(0, block.Stored - ObjectSeal.Overhead), block.Plain, block.Chunks.ToArray(), year);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(opened);
        }
    }

    /// <summary>The catalogue is told at the end, when the old places are forgotten.</summary>
    private sealed class NoCatalog : IChunkCatalog
    {
        public ValueTask<ReadOnlyMemory<byte>?> FindAsync(Sha256Hash id, CancellationToken cancellationToken) => ValueTask.FromResult<ReadOnlyMemory<byte>?>(null);

        public ValueTask AddAsync(IReadOnlyList<KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>> chunks, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask RemoveAsync(IReadOnlyList<KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>> chunks, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
