namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What talking to the service cost so far; safe for concurrent use.</summary>
internal sealed class TrafficCounter
{
    private long _requests;
    private long _throttled;
    private long _throttledTicks;
    private long _bytes;

    public SourceStatistics Snapshot() => new(
        Interlocked.Read(ref _requests),
        Interlocked.Read(ref _throttled),
        TimeSpan.FromTicks(Interlocked.Read(ref _throttledTicks)),
        Interlocked.Read(ref _bytes));

    public void Sent() => Interlocked.Increment(ref _requests);

    public void Throttled() => Interlocked.Increment(ref _throttled);

    public void Waited(TimeSpan time) => Interlocked.Add(ref _throttledTicks, time.Ticks);

    public void Received(long bytes) => Interlocked.Add(ref _bytes, bytes);
}
