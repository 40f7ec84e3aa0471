using System.Text.RegularExpressions;

namespace Veeam365.Simulators.Graph;

/// <summary>The faults that are waiting for a request to strike.</summary>
public sealed class FaultQueue
{
    private readonly Lock _lock = new();
    private readonly List<ArmedRule> _rules = [];
    private int _count;
    private long _fired;

    /// <summary>Rules that may still fire.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Requests that were made to fail.</summary>
    public long Fired => Interlocked.Read(ref _fired);

    public void Add(FaultRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        lock (_lock)
        {
            _rules.Add(new ArmedRule(rule, rule.CompilePath(), new Random(rule.Seed)) { Left = rule.Count, Skip = rule.Skip });
            Volatile.Write(ref _count, _rules.Count);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _rules.Clear();
            Volatile.Write(ref _count, 0);
        }
    }

    internal FaultRule? Next(string method, string pathAndQuery)
    {
        if (Count == 0)
            return null;
        lock (_lock)
        {
            return Strike(method, pathAndQuery);
        }
    }

    private FaultRule? Strike(string method, string pathAndQuery)
    {
        for (var i = 0; i < _rules.Count; i++)
        {
            var armed = _rules[i];
            if (!armed.Fires(method, pathAndQuery))
                continue;
            if (armed.Left == 0)
                _rules.RemoveAt(i);
            Volatile.Write(ref _count, _rules.Count);
            Interlocked.Increment(ref _fired);
            return armed.Rule;
        }

        return null;
    }

    private sealed record ArmedRule(FaultRule Rule, Regex? Path, Random Random)
    {
        public int? Left { get; set; }

        public int Skip { get; set; }

        public bool Fires(string method, string pathAndQuery)
        {
            if (Rule.Method is not null && !Rule.Method.Equals(method, StringComparison.OrdinalIgnoreCase))
                return false;
            if (Path is not null && !Path.IsMatch(pathAndQuery))
                return false;
            if (Rule.Probability < 1 && Random.NextDouble() >= Rule.Probability)
                return false;
            if (Skip > 0)
            {
                Skip--;
                return false;
            }

            Left--;
            return true;
        }
    }
}
