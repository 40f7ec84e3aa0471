namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// Decides when packs that are not full are sent. An object that completes waits for its packs; they are forced out when no object is writing any more
/// (for a moment, so that a worker can begin its next one), or a few seconds after the first began to wait. So many small objects share few packs, and none waits long.
/// </summary>
internal sealed class FlushScheduler : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(20);
    private readonly PackWriter _packs;
    private readonly IndexWriter _index;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private int _writing;
    private int _waiting;

    /// <summary>Starts it.</summary>
    public FlushScheduler(PackWriter packs, IndexWriter index)
    {
        _packs = packs;
        _index = index;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>An object begins to write.</summary>
    public void Begin() => Interlocked.Increment(ref _writing);

    /// <summary>An object has nothing more to write.</summary>
    public void End() => Interlocked.Decrement(ref _writing);

    /// <summary>Ends when all the packs are durable.</summary>
    /// <exception cref="Model.BackupException">One of them could not be stored.</exception>
    public async Task WaitDurableAsync(IReadOnlyCollection<OpenPack> packs, CancellationToken cancellationToken)
    {
        if (packs.Count == 0)
            return;
        Interlocked.Increment(ref _waiting);
        try
        {
            _wake.Release();
            foreach (OpenPack pack in packs)
                await pack.Durable.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        _wake.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _wake.WaitAsync(_stop.Token);
                if (Volatile.Read(ref _waiting) == 0)
                    continue;
                await LingerAsync();
                await _packs.SealCurrentAsync();
                await _packs.WhenAllSentAsync();
                await _index.WriteAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The writer is being disposed.
        }
    }

    private async Task LingerAsync()
    {
        long start = TimeProvider.System.GetTimestamp();
        int quiet = 0;
        while (quiet < 2 && TimeProvider.System.GetElapsedTime(start) < Patience)
        {
            quiet = Volatile.Read(ref _writing) == 0 ? quiet + 1 : 0;
            await Task.Delay(Grace / 2, _stop.Token);
        }
    }
}
