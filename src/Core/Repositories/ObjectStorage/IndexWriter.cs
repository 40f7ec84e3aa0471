using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Collects the directories of stored packs and writes them as index files; a pack is durable once its index file is. Safe for concurrent use.</summary>
internal sealed class IndexWriter : IDisposable
{
    // Bounds the memory of directories that wait and the size of an index file.
    private const int WaitingMaximum = 4 << 20;
    private readonly RepositoryKeys _keys;
    private readonly VerifiedStore _store;
    private readonly DedupTable _dedup;
    private readonly CancellationToken _lifetime;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Lock _sync = new();
    private List<OpenPack> _waiting = [];
    private int _waitingBytes;

    /// <summary>Creates it.</summary>
    public IndexWriter(RepositoryKeys keys, VerifiedStore store, DedupTable dedup, CancellationToken lifetime)
    {
        _keys = keys;
        _store = store;
        _dedup = dedup;
        _lifetime = lifetime;
    }

    /// <summary>Takes a pack that is stored, or failed.</summary>
    public async Task AddAsync(OpenPack pack)
    {
        if (pack.Failure is not null)
        {
            _dedup.Forget(pack);
            return;
        }

        bool full;
        lock (_sync)
        {
            _waiting.Add(pack);
            _waitingBytes += pack.Directory.Length;
            full = _waitingBytes > WaitingMaximum;
        }

        if (full)
            await WriteAsync();
    }

    /// <summary>Writes what waits. Never throws: a failure belongs to the packs.</summary>
    public async Task WriteAsync()
    {
        List<OpenPack> packs;
        lock (_sync)
        {
            packs = _waiting;
            _waiting = [];
            _waitingBytes = 0;
        }

        if (packs.Count == 0)
            return;
        try
        {
            await _gate.WaitAsync(_lifetime);
            try
            {
                await PutAsync(packs);
                await _dedup.SettleAsync(packs, _lifetime);
            }
            finally
            {
                _gate.Release();
            }

            foreach (OpenPack pack in packs)
                pack.Succeed();
        }
        catch (Exception e)
        {
            foreach (OpenPack pack in packs)
            {
                pack.Fail(e);
                _dedup.Forget(pack);
            }
        }
    }

    /// <summary>Drops what waits, and tells whoever waits for it.</summary>
    public void Dispose()
    {
        foreach (OpenPack pack in _waiting)
            pack.Fail(new OperationCanceledException("The writer was closed."));
        _waiting.Clear();
        _gate.Dispose();
    }

    private async Task PutAsync(List<OpenPack> packs)
    {
        ObjectId id = ObjectId.Create();
        using SealedObjectWriter writer = new(_keys, SealedKind.Index, id, RepositoryLayout.Index(id));
        using PooledBuffer frame = new();
        IndexCodec.WriteHeader(frame, []);
        writer.AddOne(frame.Span);
        foreach (OpenPack pack in packs)
        {
            frame.Truncate(0);
            IndexCodec.WritePack(frame, pack);
            writer.AddOne(frame.Span);
        }

        await _store.PutAsync(PutRequest.Of(writer.Key, writer.Finish()), _lifetime);
    }
}
