namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Until when nothing may be sent, and how long that was the case so far. Times are monotonic.</summary>
internal sealed class HoldClock
{
    private TimeSpan _earlier;
    private TimeSpan _from;

    public TimeSpan Until { get; private set; } = TimeSpan.MinValue;

    public bool IsOver(TimeSpan now) => now >= Until;

    /// <summary>Holds at least until then.</summary>
    public void Extend(TimeSpan now, TimeSpan until)
    {
        if (until <= Until || until <= now)
            return;
        if (IsOver(now))
        {
            _earlier = Total(now);
            _from = now;
        }

        Until = until;
    }

    /// <summary>The reason for holding is gone.</summary>
    public void End(TimeSpan now)
    {
        if (!IsOver(now))
            Until = now;
    }

    /// <summary>Time held up to now, all holds together.</summary>
    public TimeSpan Total(TimeSpan now)
    {
        TimeSpan end = now < Until ? now : Until;
        return end > _from ? _earlier + (end - _from) : _earlier;
    }
}
