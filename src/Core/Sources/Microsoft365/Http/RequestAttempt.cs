namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>One request under way: its slot and its time limit, which starts when the slot was given and not while it stood in the queue.</summary>
internal sealed class RequestAttempt : IDisposable
{
    private readonly GovernedSlot _slot;
    private readonly TrafficCounter _traffic;
    private readonly TimeSpan _timeout;
    private readonly CancellationTokenSource _limit;

    public RequestAttempt(GovernedSlot slot, TrafficCounter traffic, TimeSpan timeout, CancellationToken cancellationToken)
    {
        _slot = slot;
        _traffic = traffic;
        _timeout = timeout;
        _limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _limit.CancelAfter(timeout);
    }

    /// <summary>Cancelled by the caller or by the time limit.</summary>
    public CancellationToken Token => _limit.Token;

    public void Answered(RateLimit? budget) => _slot.Answered(budget);

    public void Throttled(TimeSpan? wait) => _slot.Throttled(wait);

    public void Overloaded() => _slot.Overloaded();

    public void Stream() => _slot.Stream();

    public void Restart() => _limit.CancelAfter(_timeout);

    /// <summary>We hold the answer up ourselves: that does not count.</summary>
    public void Pause() => _limit.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Received(long bytes) => _traffic.Received(bytes);

    public CancellationTokenRegistration CancelWith(CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static limit => ((CancellationTokenSource)limit!).Cancel(), _limit);

    public void Dispose()
    {
        _limit.Dispose();
        _slot.Dispose();
    }
}
