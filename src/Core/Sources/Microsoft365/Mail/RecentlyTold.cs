using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// What was last told of a message in this round. A moved message shows up twice (asked for when it left, reported where it arrived); the second time costs no second fetch.
/// Bounded: beyond its limit things are simply told again.
/// </summary>
internal sealed class RecentlyTold
{
    private const int Limit = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ulong> _states = [];

    /// <summary>True when the same was the last that was told; remembers it otherwise.</summary>
    public bool IsRepeated(string id, ItemVersion version)
    {
        ulong key = IdSet.Hash(id);
        ulong state = IdSet.Hash($"{version.VersionTag}\n{version.ParentKey}");
        lock (_lock)
        {
            if (_states.TryGetValue(key, out ulong last) && last == state)
                return true;
            if (_states.Count < Limit || _states.ContainsKey(key))
                _states[key] = state;
            return false;
        }
    }

    public void Forget(string id)
    {
        lock (_lock)
            _states.Remove(IdSet.Hash(id));
    }
}
