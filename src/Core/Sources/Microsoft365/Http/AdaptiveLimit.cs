namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// How many requests may be under way: grows by one for each success at first, later by one for a limit's worth of successes, and is cut when the service
/// throttles. As in TCP (RFC 5681) there is one cut for what was under way together, and nothing grows that is not used. Not for concurrent use.
/// </summary>
internal sealed class AdaptiveLimit(int start, int least, int most)
{
    private static readonly TimeSpan BetweenCuts = TimeSpan.FromSeconds(1);

    private double _limit = Math.Clamp(start, least, most);
    private double _slowStartUntil = most;
    private TimeSpan _lastCut;
    private int _peak;

    public int Current => (int)_limit;

    /// <summary>The lowest it ever had to go; null when it was never cut.</summary>
    public int? Lowest { get; private set; }

    public void Observe(int underWay) => _peak = Math.Max(_peak, underWay);

    public void Succeeded(int underWay)
    {
        // A limit that is not reached says nothing about what the service would bear.
        if (underWay * 2 >= _limit && _limit < most)
            _limit = Math.Min(most, _limit + (_limit < _slowStartUntil ? 1 : 1 / _limit));
    }

    public void Throttled(TimeSpan now, double factor, int underWay)
    {
        if (Lowest is not null && now - _lastCut < BetweenCuts)
            return;
        _lastCut = now;
        _limit = Math.Clamp(Math.Min(_limit, _peak) * factor, least, most);
        _slowStartUntil = _limit;
        _peak = underWay;
        Lowest = Math.Min(Lowest ?? Current, Current);
    }
}
