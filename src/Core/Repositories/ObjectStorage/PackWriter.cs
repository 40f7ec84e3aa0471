using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// The current pack (of each year, where packs are kept by year), shared by all workers of a session. Room is reserved under a short lock; sealing into it happens outside.
/// Full packs are verified and sent in the background, as many at once as there are buffers. Safe for concurrent use.
/// </summary>
internal sealed class PackWriter : IAsyncDisposable
{
    private readonly RepositoryKeys _keys;
    private readonly VerifiedStore _store;
    private readonly PackBuffers _buffers;
    private readonly Func<OpenPack, Task> _sent;
    private readonly CancellationToken _lifetime;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly HashSet<Task> _sending = [];
    // By year; one in all for stores that do not keep packs by year.
    private readonly Dictionary<int, OpenPack> _current = [];

    /// <summary>Creates it.</summary>
    /// <param name="keys">The repository's keys.</param>
    /// <param name="store">Where packs go.</param>
    /// <param name="buffers">The buffers of packs; disposed with this.</param>
    /// <param name="sent">Told of each pack that is stored and verified, or failed.</param>
    /// <param name="lifetime">Stops everything.</param>
    public PackWriter(RepositoryKeys keys, VerifiedStore store, PackBuffers buffers, Func<OpenPack, Task> sent, CancellationToken lifetime)
    {
        _keys = keys;
        _store = store;
        _buffers = buffers;
        _sent = sent;
        _lifetime = lifetime;
    }

    /// <summary>True while data waits because every buffer is full of what is being sent.</summary>
    public bool AwaitsStore => _buffers.AreAwaited;

    /// <summary>Appends a block. That its room holds what it should is checked when the whole pack is read back from memory.</summary>
    /// <param name="block">Codec, plain length and payload.</param>
    /// <param name="plain">Its plain length.</param>
    /// <param name="chunks">The chunks in it.</param>
    /// <param name="year">The year of the packs it may go to.</param>
    public async ValueTask<BlockPlace> AppendAsync(ReadOnlyMemory<byte> block, int plain, ReadOnlyMemory<BlockChunk> chunks, int year = PackYear.None)
    {
        BlockPlace place = await ReserveAsync(block.Length + ObjectSeal.Overhead, plain, chunks, year);
        try
        {
            Fill(place, block.Span);
            return place;
        }
        catch (Exception e)
        {
            place.Pack.Fail(e);
            throw;
        }
        finally
        {
            place.Pack.Filling();
        }
    }

    /// <summary>Closes the current packs and sends them.</summary>
    public async Task SealCurrentAsync()
    {
        await _gate.WaitAsync(_lifetime);
        try
        {
            foreach (int year in _current.Keys)
                Close(year);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Ends when every pack closed so far is stored or failed.</summary>
    public Task WhenAllSentAsync()
    {
        lock (_sending)
            return Task.WhenAll(_sending);
    }

    /// <summary>Waits for what is being sent; a pack still open is dropped, and whoever waits for it is told.</summary>
    public async ValueTask DisposeAsync()
    {
        await WhenAllSentAsync();
        foreach (OpenPack pack in _current.Values)
            pack.Fail(new OperationCanceledException("The writer was closed."));
        _current.Clear();
        _buffers.Dispose();
        _gate.Dispose();
    }

    private static void Fill(BlockPlace place, ReadOnlySpan<byte> block) =>
        place.Pack.Seal.Seal(place.Offset, last: false, block, place.Pack.Buffer.AsSpan(place.Offset, place.Stored));

    private async ValueTask<BlockPlace> ReserveAsync(int stored, int plain, ReadOnlyMemory<BlockChunk> chunks, int year)
    {
        await _gate.WaitAsync(_lifetime);
        try
        {
            if (_current.TryGetValue(year, out OpenPack? pack) && !pack.Fits(stored, chunks.Length))
                Close(year);
            if (!_current.TryGetValue(year, out pack))
                _current.Add(year, pack = await BeginAsync(year));
            return pack.Reserve(stored, plain, chunks.Span);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Some buffers are kept for packs on their way: of many years the fullest pack goes first.</summary>
    private async ValueTask<OpenPack> BeginAsync(int year)
    {
        if (_current.Count >= Math.Max(1, _buffers.Count / 2))
            Close(_current.MaxBy(static c => c.Value.Length).Key);
        return new OpenPack(_keys, await _buffers.TakeAsync(_lifetime), year);
    }

    private void Close(int year)
    {
        if (!_current.Remove(year, out OpenPack? pack))
            return;
        pack.Close();
        Task sending = Task.Run(() => SendAsync(pack), CancellationToken.None);
        lock (_sending)
            _sending.Add(sending);
        _ = sending.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Forget(Task sending)
    {
        lock (_sending)
            _sending.Remove(sending);
    }

    /// <summary>Never throws: a failure belongs to the pack.</summary>
    private async Task SendAsync(OpenPack pack)
    {
        try
        {
            await pack.Filled;
            if (pack.Failure is null)
                await SealAndSendAsync(pack);
        }
        catch (Exception e)
        {
            pack.Fail(e);
        }
        finally
        {
            _buffers.Return(pack.TakeBuffer());
        }

        await _sent(pack);
    }

    private async Task SealAndSendAsync(OpenPack pack)
    {
        using PooledBuffer tail = new(pack.Directory.Length + 4096);
        PutRequest request = PackSealer.Complete(pack, tail);
        PackSealer.Verify(pack, tail.Span);
        await _store.PutAsync(request, _lifetime);
    }
}
