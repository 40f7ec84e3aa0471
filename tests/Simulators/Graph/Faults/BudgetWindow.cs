namespace Veeam365.Simulators.Graph;

/// <summary>
/// A budget that is renewed window by window. Refused calls count too: what is asked beyond the limit is a debt of the next window. Safe for concurrent use.
/// </summary>
public sealed class BudgetWindow
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly List<int> _spentEarlier = [];
    private DateTimeOffset? _start;
    private int _limit;
    private int _debt;
    private int _spent;
    private int _refused;
    private int _refusedNow;

    public BudgetWindow(TimeProvider time) => _time = time;

    /// <summary>Calls that were refused.</summary>
    public long Refused
    {
        get
        {
            lock (_lock)
                return _refused;
        }
    }

    /// <summary>
    /// Percentage of the budget that was left, over all windows from the first call on that are over; what refused calls cost is not counted as used.
    /// Null when no window is over.
    /// </summary>
    public double? UnusedPercent
    {
        get
        {
            lock (_lock)
                return _spentEarlier.Count == 0 || _limit == 0 ? null : 100 - (100.0 * _spentEarlier.Sum() / ((double)_limit * _spentEarlier.Count));
        }
    }

    /// <summary>What was spent in each window that is over.</summary>
    public IReadOnlyList<int> Spent
    {
        get
        {
            lock (_lock)
                return [.. _spentEarlier];
        }
    }

    /// <summary>Takes from the budget, or refuses.</summary>
    public BudgetAnswer Take(int cost, int limit, TimeSpan window)
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            Roll(now, limit, window);
            var reset = _start!.Value + window - now;
            if (_debt + _spent + cost <= limit)
            {
                _spent += cost;
                return new BudgetAnswer(true, limit, limit - _debt - _spent, reset, _refusedNow);
            }

            _debt += cost;
            _refused++;
            return new BudgetAnswer(false, limit, 0, reset, ++_refusedNow);
        }
    }

    private void Roll(DateTimeOffset now, int limit, TimeSpan window)
    {
        _limit = limit;
        _start ??= now;
        while (now - _start.Value >= window)
        {
            _spentEarlier.Add(_spent);
            _debt = Math.Max(0, _debt + _spent - limit);
            _spent = 0;
            _refusedNow = 0;
            _start += window;
        }
    }
}
