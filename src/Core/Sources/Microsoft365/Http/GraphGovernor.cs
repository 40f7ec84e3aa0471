namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// The only one who waits. Bounds requests under way for the organization, for each service (adaptively) and for each mailbox, holds a scope back while the
/// service asked for it, so that no request is sent inside a Retry-After (such requests count against the limits too:
/// https://learn.microsoft.com/graph/throttling), and lets objects take turns when slots are scarce. Safe for concurrent use: one short lock, no waiting inside.
/// </summary>
internal sealed class GraphGovernor : IDisposable
{
    // After one refusal, the requests of that many other mailboxes or services that were sent later are refused too, and none succeeds: it is meant for the application.
    private const int ScopesThatMeanAll = 3;

    private const double CutByOwnThrottling = 0.5;

    // A mailbox that is throttled says little about its service.
    private const double CutByAnObject = 0.8;

    private readonly Lock _lock = new();
    private readonly ServiceGate[] _gates;
    private readonly Func<ObjectLane, bool> _isAllowed;
    private readonly GraphSourceOptions _options;
    private readonly TimeProvider _time;
    private readonly TrafficCounter _traffic;
    private readonly IRequestAllowance? _allowance;
    private readonly ITimer _timer;
    private TimeSpan _timerDue = TimeSpan.MaxValue;
    private int _underWay;
    private int _streams;
    private int _turn;
    private long _streak;
    private int _scopesInStreak;
    private long _admitted;
    private long _streakBegan;
    private TimeSpan? _streakUntil;
    private bool _disposed;
    private bool _prepaid;

    public GraphGovernor(GraphSourceOptions options, TimeProvider time, TrafficCounter traffic, IRequestAllowance? allowance = null)
    {
        _allowance = allowance;
        _options = options;
        _time = time;
        _traffic = traffic;
        _gates = [.. Enum.GetValues<GraphService>().Select(service => new ServiceGate(service, options))];
        _isAllowed = IsAllowed;
        _timer = time.CreateTimer(static state => ((GraphGovernor)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    // Monotonic: a corrected wall clock neither shortens nor stretches a wait.
    private TimeSpan Now => _time.GetElapsedTime(0);

    /// <summary>Waits for the turn of a request.</summary>
    /// <param name="scope">What it counts against.</param>
    /// <param name="units">Its cost in resource units.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The slot; disposing it gives it back.</returns>
    public ValueTask<GovernedSlot> EnterAsync(GraphScope scope, int units, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        SlotRequest request;
        lock (_lock)
        {
            TimeSpan now = Now;
            ServiceGate gate = _gates[(int)scope.Service];
            ObjectLane lane = gate.FindLane(scope, now);
            // Whoever could go went already: where there is room, nobody waits for it but the lane's own.
            if (_underWay < _options.MaxConcurrency && !lane.IsInRing && lane.HasRoom(now) && IsAllowed(lane) && gate.HasRoom(units, now) && HasAllowance(now))
                return ValueTask.FromResult(Admit(lane, units));
            request = Enqueue(lane, units, now);
        }

        return new ValueTask<GovernedSlot>(WaitAsync(request, cancellationToken));
    }

    /// <summary>What each service cost so far.</summary>
    public IReadOnlyList<ServiceStatistics> Snapshot()
    {
        lock (_lock)
        {
            TimeSpan now = Now;
            return [.. _gates.Where(g => g.Requests > 0).Select(g => g.Snapshot(now))];
        }
    }

    internal void Answered(GovernedSlot slot, RateLimit? budget)
    {
        lock (_lock)
        {
            ObjectLane lane = slot.Lane;
            lane.Gate.Limit.Succeeded(lane.Gate.UnderWay);
            lane.Limit?.Succeeded(lane.UnderWay);
            lane.Unspecified = 0;
            if (slot.Number > _streakBegan)
                _streakUntil = null;

            lane.Silences = 0;
            if (budget is not { } told)
                return;
            TimeSpan now = Now;
            lane.Gate.Tell(_allowance is { } shared ? told.PartOf(shared.Part) : told, slot.Units, now);
            Dispatch(now);
        }
    }

    internal void Throttled(GovernedSlot slot, TimeSpan? wait)
    {
        _traffic.Throttled();
        lock (_lock)
        {
            TimeSpan now = Now;
            ObjectLane lane = slot.Lane;
            lane.Gate.ThrottledRequests++;
            TimeSpan until = now + (wait > TimeSpan.Zero ? wait.Value : Guess(lane));
            HoldBack(lane, until, now);
            ScheduleAt(until, now);
            CountStreak(slot, until);
            if (_scopesInStreak >= ScopesThatMeanAll)
                HoldAllBack(now);
        }
    }

    internal void Overloaded(GovernedSlot slot)
    {
        lock (_lock)
            Cut(slot.Lane, Now);
    }

    /// <returns>How many requests of the object went without any answer, one after the other.</returns>
    internal int Silent(GraphScope scope)
    {
        lock (_lock)
            return ++_gates[(int)scope.Service].FindLane(scope, Now).Silences;
    }

    internal void Stream(GovernedSlot slot)
    {
        lock (_lock)
        {
            if (slot.IsStream)
                return;
            slot.IsStream = true;
            slot.Lane.Streams++;
            slot.Lane.Gate.UnderWay--;
            slot.Lane.Gate.UnitsUnderWay -= slot.Units;
            _streams++;
            Dispatch(Now);
        }
    }

    internal void Release(GovernedSlot slot)
    {
        lock (_lock)
        {
            ObjectLane lane = slot.Lane;
            lane.UnderWay--;
            _underWay--;
            if (slot.IsStream)
            {
                lane.Streams--;
                _streams--;
            }
            else
            {
                lane.Gate.UnderWay--;
                lane.Gate.UnitsUnderWay -= slot.Units;
            }

            Dispatch(Now);
        }
    }

    public void Dispose()
    {
        lock (_lock)
            _disposed = true;
        _timer.Dispose();
    }

    private async Task<GovernedSlot> WaitAsync(SlotRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            GovernedSlot slot = await AwaitAsync(request, cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                TimeSpan now = Now;
                // Somebody may have been throttled between the turn and now: threads are scarce at times.
                if (slot.Lane.Hold.IsOver(now) && slot.Lane.Gate.Hold.IsOver(now))
                    return slot;
                request = Enqueue(slot.Lane, slot.Units, now);
            }

            slot.Dispose();
        }
    }

    private async Task<GovernedSlot> AwaitAsync(SlotRequest request, CancellationToken cancellationToken)
    {
        await using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (governor, waiting) = ((GraphGovernor, SlotRequest))state!;
                governor.Cancel(waiting, token);
            },
            (this, request));
        return await request.Task.ConfigureAwait(false);
    }

    private SlotRequest Enqueue(ObjectLane lane, int units, TimeSpan now)
    {
        var request = new SlotRequest(lane, units) { HeldBefore = lane.Held(now) };
        // Those before it in the lane may have given up, so that nothing under way would wake it.
        bool mayGo = lane.IsInRing;
        lane.Gate.Wait(lane, request);
        if (mayGo)
            Dispatch(now);
        ScheduleAt(lane.Gate.PacedUntil, now);
        return request;
    }

    private void Cancel(SlotRequest request, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (request.TrySetCanceled(cancellationToken))
                request.IsCancelled = true;
        }
    }

    private GovernedSlot Admit(ObjectLane lane, int units)
    {
        ServiceGate gate = lane.Gate;
        _prepaid = false;
        _underWay++;
        gate.UnderWay++;
        gate.UnitsUnderWay += units;
        _admitted++;
        gate.Requests++;
        gate.Budget.Spend(units);
        gate.Limit.Observe(gate.UnderWay);
        lane.UnderWay++;
        lane.Limit?.Observe(lane.UnderWay);
        return new GovernedSlot(this, lane, units, _admitted);
    }

    // Long answers (downloads of hours) take at most half of the slots, unless their object has none yet.
    private bool IsAllowed(ObjectLane lane) => lane.Streams == 0 || _streams < Math.Max(1, _options.MaxConcurrency / 2);

    /// <summary>Gives slots to those who may go, service by service and object by object.</summary>
    private void Dispatch(TimeSpan now)
    {
        for (int idle = 0; idle < _gates.Length && _underWay < _options.MaxConcurrency;)
        {
            if (!HasAllowance(now))
                return;
            _turn = (_turn + 1) % _gates.Length;
            ServiceGate gate = _gates[_turn];
            if (gate.Next(_isAllowed, now) is not { } request)
            {
                ScheduleAt(gate.PacedUntil, now);
                idle++;
                continue;
            }

            idle = 0;
            CountWait(request, now);
            request.SetResult(Admit(request.Lane, request.Units));
        }
    }

    /// <summary>Takes the next request out of what all connections together may send. One that nobody uses now is for the next who comes.</summary>
    private bool HasAllowance(TimeSpan now)
    {
        if (_prepaid || _allowance is null)
            return true;
        _prepaid = _allowance.TryTake(out TimeSpan wait);
        if (!_prepaid)
            ScheduleAt(now + wait, now);
        return _prepaid;
    }

    private void CountWait(SlotRequest request, TimeSpan now)
    {
        TimeSpan held = request.Lane.Held(now) - request.HeldBefore;
        if (held <= TimeSpan.Zero)
            return;
        request.Lane.Gate.Waited += held;
        _traffic.Waited(held);
    }

    private static void HoldBack(ObjectLane lane, TimeSpan until, TimeSpan now)
    {
        Cut(lane, now);
        (lane.ThrottlesAlone ? lane.Hold : lane.Gate.Hold).Extend(now, until);
    }

    private static void Cut(ObjectLane lane, TimeSpan now)
    {
        ServiceGate gate = lane.Gate;
        gate.Limit.Throttled(now, lane.ThrottlesAlone ? CutByAnObject : CutByOwnThrottling, gate.UnderWay);
        lane.Limit?.Throttled(now, CutByOwnThrottling, lane.UnderWay);
    }

    private void CountStreak(GovernedSlot slot, TimeSpan until)
    {
        ObjectLane lane = slot.Lane;
        if (_streakUntil is not { } longest)
        {
            (_streakUntil, _streakBegan, _scopesInStreak) = (until, _admitted, 0);
            _streak++;
            return;
        }

        _streakUntil = until > longest ? until : longest;
        if (slot.Number <= _streakBegan || (lane.ThrottlesAlone ? lane.Streak : lane.Gate.Streak) == _streak)
            return;
        if (lane.ThrottlesAlone)
            lane.Streak = _streak;
        else
            lane.Gate.Streak = _streak;
        _scopesInStreak++;
    }

    // Which of the answers spoke for the application is not told: the longest wait of all keeps to every one of them.
    private void HoldAllBack(TimeSpan now)
    {
        foreach (ServiceGate gate in _gates)
            gate.Hold.Extend(now, _streakUntil!.Value);
        ScheduleAt(_streakUntil!.Value, now);
    }

    // Longer each time, with jitter.
    private TimeSpan Guess(ObjectLane lane)
    {
        double doubled = _options.BackoffBase.TotalMilliseconds * Math.Pow(2, Math.Min(lane.Unspecified++, 16));
        return TimeSpan.FromMilliseconds(Math.Min(doubled, _options.BackoffLimit.TotalMilliseconds) * (0.75 + (Random.Shared.NextDouble() / 2)));
    }

    private void ScheduleAt(TimeSpan due, TimeSpan now)
    {
        if (due <= now || due >= _timerDue || _disposed)
            return;
        _timerDue = due;
        // Timers count whole milliseconds and may round down.
        _timer.Change(due - now + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private void Tick()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            TimeSpan now = Now;
            _timerDue = TimeSpan.MaxValue;
            Dispatch(now);
            foreach (ServiceGate gate in _gates)
                ScheduleAt(gate.NextChange(now), now);
        }
    }
}
