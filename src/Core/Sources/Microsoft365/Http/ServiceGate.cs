namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// One service as one organization sees it: how many requests it bears, until when it wants none, what is left of its units, and the objects that wait in a ring
/// (one huge mailbox with a thousand requests gets a turn like everybody else). Not for concurrent use.
/// </summary>
internal sealed class ServiceGate(GraphService service, GraphSourceOptions options)
{
    // Idle lanes are kept for their next request until there are this many.
    private const int MostLanes = 512;

    private readonly Dictionary<string, ObjectLane> _lanes = new(StringComparer.Ordinal);
    private readonly Queue<ObjectLane> _ring = new();
    private readonly HoldClock _pace = new();

    public AdaptiveLimit Limit { get; } = new(options.InitialConcurrency, Math.Min(2, options.MaxConcurrency), options.MaxConcurrency);

    public HoldClock Hold { get; } = new();

    public UnitBudget Budget { get; } = new();

    /// <summary>Requests under way, without long answers.</summary>
    public int UnderWay { get; set; }

    public int UnitsUnderWay { get; set; }

    public long Requests { get; set; }

    public long ThrottledRequests { get; set; }

    public TimeSpan Waited { get; set; }

    /// <summary>The streak of throttling answers this one belongs to.</summary>
    public long Streak { get; set; } = -1;

    public ObjectLane FindLane(GraphScope scope, TimeSpan now)
    {
        string key = scope.Object ?? "";
        if (_lanes.TryGetValue(key, out ObjectLane? lane))
            return lane;
        if (_lanes.Count >= MostLanes)
            Forget(now);
        lane = new ObjectLane(this, scope.ThrottlesAlone, LimitOf(scope));
        _lanes.Add(key, lane);
        return lane;
    }

    public void Wait(ObjectLane lane, SlotRequest request)
    {
        lane.Enqueue(request);
        if (lane.IsInRing)
            return;
        lane.IsInRing = true;
        _ring.Enqueue(lane);
    }

    public bool HasRoom(int units, TimeSpan now)
    {
        if (UnderWay >= Limit.Current || !Hold.IsOver(now))
            return false;
        if (Budget.Allows(units, now))
            return true;
        _pace.Extend(now, Budget.ResetAt);
        return false;
    }

    /// <summary>The next one whose turn it is and who may go; null when nobody may.</summary>
    public SlotRequest? Next(Func<ObjectLane, bool> isAllowed, TimeSpan now)
    {
        for (int left = _ring.Count; left > 0; left--)
        {
            ObjectLane lane = _ring.Dequeue();
            if (lane.Peek() is not { } request)
            {
                lane.IsInRing = false;
                continue;
            }

            bool goes = lane.HasRoom(now) && isAllowed(lane) && HasRoom(request.Units, now);
            if (goes)
                lane.Dequeue();
            if (!goes || lane.Peek() is not null)
                _ring.Enqueue(lane);
            else
                lane.IsInRing = false;
            if (goes)
                return request;
        }

        return null;
    }

    public void Tell(RateLimit told, int ownUnits, TimeSpan now)
    {
        Budget.Tell(told, UnitsUnderWay - ownUnits, now);
        if (Budget.Allows(1, now))
            _pace.End(now);
    }

    /// <summary>Time that the whole service was held back so far.</summary>
    public TimeSpan Held(TimeSpan now)
    {
        TimeSpan asked = Hold.Total(now);
        TimeSpan paced = _pace.Total(now);
        return asked > paced ? asked : paced;
    }

    /// <summary>When the units' next window begins, if that is waited for.</summary>
    public TimeSpan PacedUntil => _pace.Until;

    /// <summary>The next time that something may become possible.</summary>
    public TimeSpan NextChange(TimeSpan now)
    {
        TimeSpan next = Earlier(Earlier(TimeSpan.MaxValue, Hold.Until, now), _pace.Until, now);
        foreach (ObjectLane lane in _lanes.Values)
            next = Earlier(next, lane.Hold.Until, now);
        return next;
    }

    public ServiceStatistics Snapshot(TimeSpan now) => new(NameOf(service), Requests, ThrottledRequests, Waited)
    {
        LowestConcurrency = Limit.Lowest,
        HeldFor = HeldFor(now),
    };

    private static string NameOf(GraphService service) => service switch
    {
        GraphService.Outlook => "Exchange Online",
        GraphService.SharePoint => "SharePoint Online",
        GraphService.Teams => "Microsoft Teams",
        _ => "Microsoft Entra ID",
    };

    private static TimeSpan Earlier(TimeSpan next, TimeSpan at, TimeSpan now) => at > now && at < next ? at : next;

    // How long those wait that wait longest.
    private TimeSpan HeldFor(TimeSpan now)
    {
        TimeSpan until = Hold.Until > _pace.Until ? Hold.Until : _pace.Until;
        foreach (ObjectLane lane in _ring)
            until = lane.Hold.Until > until ? lane.Hold.Until : until;
        return until > now ? until - now : TimeSpan.Zero;
    }

    private AdaptiveLimit? LimitOf(GraphScope scope)
    {
        if (!scope.ThrottlesAlone)
            return null;
        int most = scope.Service == GraphService.Outlook ? options.MaxConcurrencyPerMailbox : options.MaxConcurrencyPerTeam;
        return new AdaptiveLimit(most, 1, most);
    }

    private void Forget(TimeSpan now)
    {
        foreach ((string key, ObjectLane lane) in _lanes)
        {
            if (lane.IsIdle(now))
                _lanes.Remove(key);
        }
    }
}
