using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What a contact folder or calendar of the target holds. Safe for concurrent use.</summary>
internal sealed class ItemIndex
{
    private readonly Dictionary<string, LiveItem> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<LiveItem>> _byMarker = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<LiveItem>> _byIdentity = new(StringComparer.Ordinal);

    public void Add(JsonElement json, string? identity)
    {
        var live = new LiveItem(json.Id()) { ChangeKey = json.Text("changeKey"), Marker = RestoreMarker.Of(json) };
        _byId[live.Id] = live;
        if (live.Marker is { } marker)
            ListOf(_byMarker, marker.Item).Add(live);
        else if (identity is not null)
            QueueOf(identity).Enqueue(live);
    }

    public LiveItem? FindById(string id) => _byId.GetValueOrDefault(id);

    /// <summary>What a restore made of the item: an unfinished one first, then one of this state.</summary>
    public LiveItem? FindMarked(RestoreMarker marker)
    {
        if (!_byMarker.TryGetValue(marker.Item, out List<LiveItem>? made))
            return null;
        return made.Find(m => m.IsUnfinished) ?? made.Find(m => m.Marker == marker) ?? made[0];
    }

    /// <summary>One that people would take for the same and that no other item has taken.</summary>
    public LiveItem? TakeByIdentity(string identity)
    {
        lock (_byIdentity)
            return _byIdentity.TryGetValue(identity, out Queue<LiveItem>? alike) && alike.TryDequeue(out LiveItem? first) ? first : null;
    }

    private Queue<LiveItem> QueueOf(string identity)
    {
        if (!_byIdentity.TryGetValue(identity, out Queue<LiveItem>? queue))
            _byIdentity.Add(identity, queue = new Queue<LiveItem>());
        return queue;
    }

    private static List<LiveItem> ListOf(Dictionary<string, List<LiveItem>> lists, string key)
    {
        if (!lists.TryGetValue(key, out List<LiveItem>? list))
            lists.Add(key, list = []);
        return list;
    }
}
