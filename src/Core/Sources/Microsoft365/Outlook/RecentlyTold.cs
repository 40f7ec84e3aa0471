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

    /// <summary>Tells what was told of it before, and remembers what is told now.</summary>
    public Telling Note(string id, ItemVersion version)
    {
        ulong key = IdSet.Hash(id);
        ulong state = IdSet.Hash($"{version.VersionTag}\n{version.ParentKey}");
        lock (_lock)
        {
            bool isKnown = _states.TryGetValue(key, out ulong last);
            if (isKnown && last == state)
                return Telling.Repeated;
            if (_states.Count < Limit || isKnown)
                _states[key] = state;
            return isKnown ? Telling.Other : Telling.First;
        }
    }

    /// <summary>True when something was told of it in this round.</summary>
    public bool Knows(string id)
    {
        lock (_lock)
            return _states.ContainsKey(IdSet.Hash(id));
    }

    /// <summary>It is told to be gone: whatever is told next is news, even if it is what is held.</summary>
    public void Forget(string id)
    {
        lock (_lock)
        {
            ulong key = IdSet.Hash(id);
            if (_states.Count < Limit || _states.ContainsKey(key))
                _states[key] = 0;
        }
    }
}
