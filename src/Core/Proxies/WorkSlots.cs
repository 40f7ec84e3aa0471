namespace Veeam365.Backup.Core.Proxies;

/// <summary>
/// The threads of a proxy, shared by its sessions: a free one goes to the waiting session of the highest priority, and among equals to the one that has the fewest. Safe for concurrent use.
/// </summary>
public sealed class WorkSlots(int size)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, int> _inUse = [];
    private readonly LinkedList<Waiter> _waiting = new();
    private int _size = size;
    private int _taken;

    /// <summary>How many there are. Fewer than are taken: none is given out until enough are back.</summary>
    public int Size
    {
        get
        {
            lock (_lock)
                return _size;
        }
        set
        {
            lock (_lock)
            {
                _size = value;
                Dispatch();
            }
        }
    }

    /// <summary>How many are taken.</summary>
    public int Taken
    {
        get
        {
            lock (_lock)
                return _taken;
        }
    }

    /// <summary>Waits for a slot. Disposing it gives it back.</summary>
    public async Task<IDisposable> EnterAsync(Guid session, int priority, CancellationToken cancellationToken)
    {
        Waiter waiter = new(session, priority);
        lock (_lock)
        {
            _waiting.AddLast(waiter);
            Dispatch();
        }
        await using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(_ => Cancel(waiter, cancellationToken), null);
        return await waiter.Granted.Task.ConfigureAwait(false);
    }

    private void Cancel(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
            _waiting.Remove(waiter);
        waiter.Granted.TrySetCanceled(cancellationToken);
    }

    private void Dispatch()
    {
        while (_taken < _size && Next() is { } next)
        {
            _waiting.Remove(next);
            _taken++;
            _inUse[next.Session] = _inUse.GetValueOrDefault(next.Session) + 1;
            var slot = new Slot(this, next.Session);
            if (!next.Granted.TrySetResult(slot))
                Give(next.Session);
        }
    }

    private Waiter? Next()
    {
        Waiter? best = null;
        foreach (Waiter waiter in _waiting)
        {
            if (best is null || waiter.Priority > best.Priority
                || (waiter.Priority == best.Priority && _inUse.GetValueOrDefault(waiter.Session) < _inUse.GetValueOrDefault(best.Session)))
            {
                best = waiter;
            }
        }
        return best;
    }

    private void Return(Guid session)
    {
        lock (_lock)
        {
            Give(session);
            Dispatch();
        }
    }

    private void Give(Guid session)
    {
        _taken--;
        if (--_inUse[session] == 0)
            _inUse.Remove(session);
    }

    private sealed class Waiter(Guid session, int priority)
    {
        public Guid Session => session;

        public int Priority => priority;

        public TaskCompletionSource<IDisposable> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Slot(WorkSlots slots, Guid session) : IDisposable
    {
        private int _returned;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _returned, 1) == 0)
                slots.Return(session);
        }
    }
}
