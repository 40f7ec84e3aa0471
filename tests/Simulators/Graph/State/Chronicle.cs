namespace Veeam365.Simulators.Graph;

/// <summary>
/// The tenant's clock: it tells the time and numbers the changes. A moment is the number of changes made so far, anywhere in the tenant; what a store held at a moment is what the
/// changes up to it had made of it. Each change takes its number under its store's lock.
/// </summary>
internal sealed class Chronicle(TimeProvider clock) : TimeProvider
{
    private long _moment;

    public long Moment => Interlocked.Read(ref _moment);

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override long TimestampFrequency => clock.TimestampFrequency;

    /// <summary>The number of the change that is being made.</summary>
    public static long Next(TimeProvider time) => time is Chronicle chronicle ? Interlocked.Increment(ref chronicle._moment) : 0;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(callback, state, dueTime, period);
}
