namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// What a folder of the target holds, as hashes: by id, by our mark, by Internet message id. A folder of a million messages takes some 70 MB while it is written to. A hash that
/// two share costs a look at the target, never a message.
/// </summary>
internal sealed class MailIndex
{
    private readonly Dictionary<ulong, ulong> _changeKeys = [];
    private readonly HashSet<ulong> _items = [];
    private readonly HashSet<ulong> _states = [];
    private readonly HashSet<ulong> _messageIds = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public void Add(string id, string changeKey, RestoreMarker? marker, string? messageId)
    {
        _changeKeys[IdSet.Hash(id)] = IdSet.Hash(changeKey);
        if (marker is not null)
        {
            _items.Add(IdSet.Hash(marker.Item));
            _states.Add(StateHash(marker));
        }
        else if (messageId is { Length: > 0 })
            _messageIds.Add(IdSet.Hash(messageId));
    }

    /// <summary>The hash of the changeKey of a message; null when it is not there.</summary>
    public ulong? FindChangeKey(string id) => _changeKeys.TryGetValue(IdSet.Hash(id), out ulong changeKey) ? changeKey : null;

    /// <summary>True when a restore made it of this item, in whatever state.</summary>
    public bool HasItem(RestoreMarker marker) => _items.Contains(IdSet.Hash(marker.Item));

    /// <summary>True when a restore made it of this item in this state.</summary>
    public bool HasState(RestoreMarker marker) => _states.Contains(StateHash(marker));

    public bool HasMessageId(string messageId) => _messageIds.Contains(IdSet.Hash(messageId));

    /// <summary>Takes a message for an item; false when another item has it.</summary>
    public bool Take(string id)
    {
        lock (_taken)
            return _taken.Add(id);
    }

    private static ulong StateHash(RestoreMarker marker) => IdSet.Hash($"{marker.Item}/{marker.State}");
}
