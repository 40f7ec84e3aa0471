namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// Runs work side by side up to a limit, work of the same key one after the other in the order given. The first error stops the rest.
/// Fed by one caller.
/// </summary>
internal sealed class KeyedWork : IAsyncDisposable
{
    private readonly SemaphoreSlim _slots;
    private readonly Dictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop;
    private Exception? _error;

    public KeyedWork(int limit, CancellationToken cancellationToken)
    {
        _slots = new SemaphoreSlim(limit);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>Cancelled by the caller's token and by the first error.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Waits for a free slot (and for earlier work of this key) and starts the work.</summary>
    public async Task StartAsync(string key, Func<CancellationToken, Task> work)
    {
        await WaitForKeyAsync(key).ConfigureAwait(false);
        await WaitForSlotAsync().ConfigureAwait(false);
        Task task = RunAsync(work);
        lock (_running)
            _running[key] = task;
        // Not awaited: CompleteAsync waits for whatever is still in the table.
        _ = ForgetAsync(key, task);
    }

    /// <summary>Waits for earlier work of this key.</summary>
    public async Task WaitForKeyAsync(string key)
    {
        Task? earlier;
        lock (_running)
            _running.TryGetValue(key, out earlier);
        if (earlier is not null)
            await earlier.ConfigureAwait(false);
        ThrowIfFailed();
    }

    /// <summary>Waits for everything and throws the first error.</summary>
    public async Task CompleteAsync()
    {
        Task[] rest;
        lock (_running)
            rest = [.. _running.Values];
        await Task.WhenAll(rest).ConfigureAwait(false);
        ThrowIfFailed();
        _stop.Token.ThrowIfCancellationRequested();
    }

    /// <summary>Stops what still runs and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Task[] rest;
        lock (_running)
            rest = [.. _running.Values];
        await Task.WhenAll(rest).ConfigureAwait(false);
        _stop.Dispose();
        _slots.Dispose();
    }

    private async Task WaitForSlotAsync()
    {
        try
        {
            await _slots.WaitAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            ThrowIfFailed();
            throw;
        }
    }

    /// <summary>Never throws: an error is kept and stops the rest.</summary>
    private async Task RunAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await Task.Yield();
            await work(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (e is not OperationCanceledException || !_stop.IsCancellationRequested)
                Interlocked.CompareExchange(ref _error, e, null);
            await _stop.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task ForgetAsync(string key, Task task)
    {
        await task.ConfigureAwait(false);
        lock (_running)
        {
            if (_running.TryGetValue(key, out Task? current) && current == task)
                _running.Remove(key);
        }
        try
        {
            _slots.Release();
        }
        catch (ObjectDisposedException)
        {
            // Disposed while the last work ended: nobody waits for a slot any more.
        }
    }

    private void ThrowIfFailed()
    {
        if (_error is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_error);
    }
}
