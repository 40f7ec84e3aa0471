using System.Collections.Concurrent;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// The only one who waits: bounds requests under way for the organization and per mailbox, and holds a scope back while the service asked for it,
/// so that no request is sent inside a Retry-After (such requests count against the limits too: https://learn.microsoft.com/graph/throttling).
/// </summary>
internal sealed class GraphGovernor : IDisposable
{
    private readonly SemaphoreSlim _slots;
    private readonly MailboxGates _mailboxes;
    private readonly ConcurrentDictionary<GraphScope, TimeSpan> _held = new();
    private readonly TimeProvider _time;
    private readonly TrafficCounter _traffic;

    public GraphGovernor(GraphSourceOptions options, TimeProvider time, TrafficCounter traffic)
    {
        _slots = new SemaphoreSlim(options.MaxConcurrency, options.MaxConcurrency);
        _mailboxes = new MailboxGates(options.MaxConcurrencyPerMailbox);
        _time = time;
        _traffic = traffic;
    }

    // Monotonic: a corrected wall clock neither shortens nor stretches a wait.
    private TimeSpan Now => _time.GetElapsedTime(0);

    /// <summary>Waits for the turn of a request.</summary>
    /// <returns>The slot; disposing it gives it back.</returns>
    public async Task<IDisposable> EnterAsync(GraphScope scope, CancellationToken cancellationToken)
    {
        while (true)
        {
            await WaitOutAsync(scope, cancellationToken).ConfigureAwait(false);
            IDisposable slot = await TakeSlotAsync(scope, cancellationToken).ConfigureAwait(false);
            // Somebody may have been throttled while this request stood in the queue.
            if (Remaining(scope) <= TimeSpan.Zero)
                return slot;
            slot.Dispose();
        }
    }

    /// <summary>No request of the scope starts before the delay is over.</summary>
    public void HoldBack(GraphScope scope, TimeSpan delay)
    {
        TimeSpan until = Now + delay;
        _held.AddOrUpdate(scope, until, (_, held) => held > until ? held : until);
    }

    public void Dispose() => _slots.Dispose();

    private async Task WaitOutAsync(GraphScope scope, CancellationToken cancellationToken)
    {
        TimeSpan start = Now;
        var waited = false;
        for (TimeSpan left; (left = Remaining(scope)) > TimeSpan.Zero; waited = true)
        {
            // Timers count whole milliseconds and may round down.
            await Task.Delay(left + TimeSpan.FromMilliseconds(1), _time, cancellationToken).ConfigureAwait(false);
        }

        if (waited)
            _traffic.Waited(Now - start);
    }

    private TimeSpan Remaining(GraphScope scope)
    {
        TimeSpan own = RemainingOf(scope);
        if (scope.Mailbox is null)
            return own;
        TimeSpan service = RemainingOf(new GraphScope(scope.Service));
        return service > own ? service : own;
    }

    private TimeSpan RemainingOf(GraphScope scope)
    {
        if (!_held.TryGetValue(scope, out TimeSpan until))
            return TimeSpan.Zero;
        TimeSpan left = until - Now;
        if (left <= TimeSpan.Zero)
            _held.TryRemove(KeyValuePair.Create(scope, until));
        return left;
    }

    private async Task<IDisposable> TakeSlotAsync(GraphScope scope, CancellationToken cancellationToken)
    {
        if (scope.Mailbox is null)
        {
            await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new Slot(this, null);
        }

        // The mailbox first: whoever waits for a busy mailbox must not take a slot from the others meanwhile.
        await _mailboxes.EnterAsync(scope.Mailbox, cancellationToken).ConfigureAwait(false);
        try
        {
            await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _mailboxes.Leave(scope.Mailbox);
            throw;
        }

        return new Slot(this, scope.Mailbox);
    }

    private void Release(string? mailbox)
    {
        _slots.Release();
        if (mailbox is not null)
            _mailboxes.Leave(mailbox);
    }

    private sealed class Slot(GraphGovernor governor, string? mailbox) : IDisposable
    {
        private GraphGovernor? _governor = governor;

        public void Dispose() => Interlocked.Exchange(ref _governor, null)?.Release(mailbox);
    }
}
