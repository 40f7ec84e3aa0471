namespace Veeam365.Backup.Core.Proxies;

/// <summary>
/// Shapes a flow to an average rate: what is taken is waited for in proportion, in the order of asking, so that streams slow down and none stands still. Safe for concurrent use.
/// </summary>
public sealed class TokenBucket(long? perSecond, TimeProvider clock)
{
    // A twentieth of a second's worth may pass at once: fine enough to be smooth, coarse enough to cost nothing.
    private const double BurstSeconds = 0.05;

    private readonly Lock _lock = new();
    private long? _rate = perSecond;
    private double _freeAt;

    /// <summary>Units a second; null for no limit. Holds for what is taken from now on.</summary>
    public long? Rate
    {
        get
        {
            lock (_lock)
                return _rate;
        }
        set
        {
            lock (_lock)
                _rate = value;
        }
    }

    /// <summary>Takes units that have passed already; ends when the next ones may pass.</summary>
    public ValueTask TakeAsync(int count, CancellationToken cancellationToken)
    {
        TimeSpan wait = Reserve(count);
        return wait <= TimeSpan.Zero ? ValueTask.CompletedTask : new ValueTask(Task.Delay(wait, clock, cancellationToken));
    }

    private TimeSpan Reserve(int count)
    {
        lock (_lock)
        {
            if (_rate is not { } rate)
                return TimeSpan.Zero;
            double now = clock.GetElapsedTime(0).TotalSeconds;
            _freeAt = Math.Max(_freeAt, now) + ((double)count / Math.Max(1, rate));
            double wait = _freeAt - now - BurstSeconds;
            // Timers count whole milliseconds.
            return wait < 0.001 ? TimeSpan.Zero : TimeSpan.FromSeconds(wait);
        }
    }
}
