using System.Collections.Concurrent;

namespace Veeam365.Simulators.Graph;

/// <summary>Counters over all requests; safe to read at any time.</summary>
public sealed class RequestLog
{
    private readonly long[] _byKind = new long[Enum.GetValues<RouteKind>().Length];
    private readonly ConcurrentQueue<RequestLine> _lines = new();
    private readonly ConcurrentQueue<RetryAfterViolation> _violations = new();
    private long _total;
    private long _bytesSent;
    private long _throttled;
    private long _failed;
    private int _inFlight;
    private int _largestConcurrency;
    private int _largestMailboxConcurrency;

    public long Total => Interlocked.Read(ref _total);

    /// <summary>Bytes of response bodies.</summary>
    public long BytesSent => Interlocked.Read(ref _bytesSent);

    /// <summary>Answers with status 429.</summary>
    public long Throttled => Interlocked.Read(ref _throttled);

    /// <summary>Answers with a status of 400 or more, 429 included.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    public int InFlight => Volatile.Read(ref _inFlight);

    public int LargestConcurrency => Volatile.Read(ref _largestConcurrency);

    /// <summary>The most requests that were ever under way to one mailbox.</summary>
    public int LargestMailboxConcurrency => Volatile.Read(ref _largestMailboxConcurrency);

    public IReadOnlyCollection<RetryAfterViolation> RetryAfterViolations => _violations;

    public IReadOnlyCollection<RequestLine> Lines => _lines;

    public long Count(RouteKind kind) => Interlocked.Read(ref _byKind[(int)kind]);

    /// <summary>Sets every counter to zero, requests under way excepted.</summary>
    public void Reset()
    {
        Array.Clear(_byKind);
        Interlocked.Exchange(ref _total, 0);
        Interlocked.Exchange(ref _bytesSent, 0);
        Interlocked.Exchange(ref _throttled, 0);
        Interlocked.Exchange(ref _failed, 0);
        Volatile.Write(ref _largestConcurrency, 0);
        Volatile.Write(ref _largestMailboxConcurrency, 0);
        _lines.Clear();
        _violations.Clear();
    }

    internal void Enter(RouteKind kind)
    {
        Interlocked.Increment(ref _total);
        Interlocked.Increment(ref _byKind[(int)kind]);
        Raise(ref _largestConcurrency, Interlocked.Increment(ref _inFlight));
    }

    internal void Leave(RequestLine? line, int status, int keep)
    {
        Interlocked.Decrement(ref _inFlight);
        if (status == 429)
            Interlocked.Increment(ref _throttled);
        if (status >= 400)
            Interlocked.Increment(ref _failed);
        if (line is null)
            return;
        _lines.Enqueue(line);
        while (_lines.Count > keep)
            _lines.TryDequeue(out _);
    }

    internal void Sent(long bytes) => Interlocked.Add(ref _bytesSent, bytes);

    internal void Mailbox(int concurrency) => Raise(ref _largestMailboxConcurrency, concurrency);

    internal void Violated(RetryAfterViolation violation)
    {
        if (_violations.Count < 10_000)
            _violations.Enqueue(violation);
    }

    private static void Raise(ref int largest, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref largest)) && Interlocked.CompareExchange(ref largest, value, seen) != seen)
        {
        }
    }
}
