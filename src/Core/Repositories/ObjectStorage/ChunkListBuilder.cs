namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Collects the chunks of one content. Long lists become chunks themselves, level by level, so that neither memory nor the location grows with the content.</summary>
internal sealed class ChunkListBuilder(Func<ReadOnlyMemory<byte>, long, CancellationToken, Task<(ChunkEntry Entry, OpenPack? Pack)>> store)
{
    private const int DirectMaximum = 64;
    private const int ListMaximum = 1024;
    private readonly List<List<ChunkEntry>> _levels = [[]];
    private readonly HashSet<OpenPack> _packs = [];

    /// <summary>The packs that must become durable for the content to be readable.</summary>
    public IReadOnlyCollection<OpenPack> Packs => _packs;

    /// <summary>Adds the next chunk.</summary>
    public Task AddAsync((ChunkEntry Entry, OpenPack? Pack) chunk, CancellationToken cancellationToken) => AddAsync(0, chunk, cancellationToken);

    /// <summary>The location of the whole.</summary>
    public async Task<byte[]> FinishAsync(CancellationToken cancellationToken)
    {
        int top = 0;
        while (top < _levels.Count - 1 || _levels[top].Count > DirectMaximum)
        {
            await RaiseAsync(top, cancellationToken);
            top++;
        }

        if (_levels[top].Count == 0)
            return [];
        using PooledBuffer coded = new();
        ContentLocation.Write(coded, top, _levels[top]);
        return coded.Span.ToArray();
    }

    private async Task AddAsync(int level, (ChunkEntry Entry, OpenPack? Pack) chunk, CancellationToken cancellationToken)
    {
        if (_levels.Count == level)
            _levels.Add([]);
        _levels[level].Add(chunk.Entry);
        if (chunk.Pack is { IsDurable: false } pack)
            AddPack(pack);
        if (_levels[level].Count == ListMaximum)
            await RaiseAsync(level, cancellationToken);
    }

    private void AddPack(OpenPack pack)
    {
        if (_packs.Add(pack) && _packs.Count % 64 == 0)
            _packs.RemoveWhere(static p => p.IsDurable);
    }

    private async Task RaiseAsync(int level, CancellationToken cancellationToken)
    {
        List<ChunkEntry> entries = _levels[level];
        if (entries.Count == 0)
            return;
        using PooledBuffer coded = new();
        ContentLocation.WriteList(coded, level, entries);
        long covered = 0;
        foreach (ChunkEntry entry in entries)
            covered += entry.Covered;
        (ChunkEntry Entry, OpenPack? Pack) list = await store(coded.Written, covered, cancellationToken);
        entries.Clear();
        await AddAsync(level + 1, list, cancellationToken);
    }
}
