namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The requests of one object (a mailbox, a drive) to one service: those under way and those that wait. Not for concurrent use.</summary>
/// <param name="gate">The service.</param>
/// <param name="throttlesAlone">True when a throttling answer holds back this object only.</param>
/// <param name="limit">Requests of this object that may be under way; null for no limit of its own.</param>
internal sealed class ObjectLane(ServiceGate gate, bool throttlesAlone, AdaptiveLimit? limit)
{
    private readonly Queue<SlotRequest> _waiting = new();

    public ServiceGate Gate => gate;

    public bool ThrottlesAlone => throttlesAlone;

    public AdaptiveLimit? Limit => limit;

    public HoldClock Hold { get; } = new();

    public int UnderWay { get; set; }

    /// <summary>Those under way whose answers are long.</summary>
    public int Streams { get; set; }

    /// <summary>Throttling answers in a row that did not say how long.</summary>
    public int Unspecified { get; set; }

    /// <summary>Requests in a row that were given up without any answer.</summary>
    public int Silences { get; set; }

    /// <summary>The streak of throttling answers this one belongs to.</summary>
    public long Streak { get; set; } = -1;

    /// <summary>True while it stands in its service's ring.</summary>
    public bool IsInRing { get; set; }

    public bool HasRoom(TimeSpan now) => Hold.IsOver(now) && (limit is null || UnderWay < limit.Current);

    public bool IsIdle(TimeSpan now) => UnderWay == 0 && !IsInRing && Hold.IsOver(now);

    public void Enqueue(SlotRequest request) => _waiting.Enqueue(request);

    /// <summary>Who is next; null when nobody waits any more.</summary>
    public SlotRequest? Peek()
    {
        while (_waiting.TryPeek(out SlotRequest? first))
        {
            if (!first.IsCancelled)
                return first;
            _waiting.Dequeue();
        }

        return null;
    }

    public void Dequeue() => _waiting.Dequeue();

    /// <summary>Time that it was held back so far, on its own or with its service.</summary>
    public TimeSpan Held(TimeSpan now)
    {
        TimeSpan own = Hold.Total(now);
        TimeSpan service = gate.Held(now);
        return own > service ? own : service;
    }
}
