using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>
/// A list of a site: columns, content types and items with a log that delta rounds read. A document library is a list too; its files are those of its drive. The whole history
/// of the items is kept, so that what was there at any moment can be told.
/// </summary>
public sealed class SimulatedList
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly List<int> _log = [];
    private readonly List<(DateTimeOffset Time, ImmutableSortedDictionary<int, ListItemState> Items)> _history = [];
    private ImmutableSortedDictionary<int, ListItemState> _items = ImmutableSortedDictionary<int, ListItemState>.Empty;
    private ImmutableList<JsonObject> _columns;
    private ImmutableList<JsonObject> _contentTypes;
    private int _version = 1;

    internal SimulatedList(SimulatedSite site, Guid id, string name, string template, SimulatedDrive? drive, TimeProvider time)
    {
        Site = site;
        Guid = id;
        Name = name;
        Template = template;
        Drive = drive;
        _time = time;
        Created = Now();
        _columns = [ListJson.TextColumn(id, "Title", "Title")];
        _contentTypes = [ListJson.ContentType("0x0100" + id.ToString("N").ToUpperInvariant(), drive is null ? "Item" : "Document", _columns)];
    }

    public string Id => Guid.ToString("D");

    public string Name { get; }

    /// <summary>genericList, documentLibrary, events, webPageLibrary...</summary>
    public string Template { get; }

    public int ItemCount
    {
        get
        {
            lock (_lock)
            {
                return _items.Values.Count(static item => !item.IsDeleted);
            }
        }
    }

    internal SimulatedSite Site { get; }

    internal Guid Guid { get; }

    internal SimulatedDrive? Drive { get; }

    internal DateTimeOffset Created { get; }

    /// <summary>Raised when delta tokens expire; a token holds the epoch it was made in.</summary>
    internal int Epoch { get; private set; }

    internal string WebUrl => Drive?.WebUrl ?? $"{Site.WebUrl}/Lists/{Uri.EscapeDataString(Name)}";

    internal (ImmutableList<JsonObject> Columns, ImmutableList<JsonObject> ContentTypes, int Version) Definition
    {
        get
        {
            lock (_lock)
            {
                return (_columns, _contentTypes, _version);
            }
        }
    }

    /// <summary>Adds a column of text.</summary>
    public void AddColumn(string name, string? displayName = null)
    {
        lock (_lock)
        {
            _columns = _columns.Add(ListJson.TextColumn(Guid, name, displayName ?? name));
            _version++;
        }
    }

    /// <summary>Adds a content type with the list's columns.</summary>
    public void AddContentType(string name)
    {
        lock (_lock)
        {
            _contentTypes = _contentTypes.Add(ListJson.ContentType($"0x0100{System.Guid.NewGuid():N}".ToUpperInvariant(), name, _columns));
            _version++;
        }
    }

    /// <summary>Adds an item; returns its id.</summary>
    public string AddItem(JsonObject fields, bool hasAttachments = false, string contentType = "Item")
    {
        ArgumentNullException.ThrowIfNull(fields);
        lock (_lock)
        {
            var now = Now();
            var id = _items.IsEmpty ? 1 : _items.Keys.Last() + 1;
            Put(new ListItemState(id, (JsonObject)fields.DeepClone(), now, now) { HasAttachments = hasAttachments, ContentType = contentType });
            return ListJson.Text(id);
        }
    }

    /// <summary>Changes fields of an item; null removes one.</summary>
    public void UpdateItem(string id, JsonObject changes, string? author = null)
    {
        ArgumentNullException.ThrowIfNull(changes);
        lock (_lock)
        {
            var item = Find(id);
            var fields = (JsonObject)item.Fields.DeepClone();
            foreach (var (name, value) in changes)
            {
                if (value is null)
                    fields.Remove(name);
                else
                    fields[name] = value.DeepClone();
            }

            Put(item with { Fields = fields, Modified = Now(), ModifiedBy = author ?? item.ModifiedBy, Version = item.Version + 1 });
        }
    }

    public void DeleteItem(string id)
    {
        lock (_lock)
        {
            Put(Find(id) with { IsDeleted = true, Fields = [] });
        }
    }

    /// <summary>Every delta token made so far answers 410 from now on.</summary>
    public void ExpireDeltaTokens()
    {
        lock (_lock)
        {
            Epoch++;
        }
    }

    /// <summary>What is there now, or was at a moment.</summary>
    public ListSnapshot Snapshot(DateTimeOffset? moment = null)
    {
        lock (_lock)
        {
            var items = moment is null ? _items : _history.LastOrDefault(entry => entry.Time <= moment).Items ?? ImmutableSortedDictionary<int, ListItemState>.Empty;
            return new ListSnapshot(Id, Name, [.. items.Values.Where(static item => !item.IsDeleted).Select(item => new ListItemTruth(ListJson.Text(item.Id), ListJson.Item(this, item)))]);
        }
    }

    internal ListItemState GetItem(string id)
    {
        lock (_lock)
        {
            return Find(id);
        }
    }

    internal List<ListItemState> GetItems()
    {
        lock (_lock)
        {
            return [.. _items.Values.Where(static item => !item.IsDeleted)];
        }
    }

    internal int LogEnd()
    {
        lock (_lock)
        {
            return _log.Count;
        }
    }

    /// <summary>Changes from a log position on; an initial round does not tell of what was deleted before it began.</summary>
    internal DeltaPage<ListItemState> ReadLog(int position, int top, bool initial, int start)
    {
        lock (_lock)
        {
            var items = new List<ListItemState>();
            for (; position < _log.Count && items.Count < top; position++)
            {
                var item = _items[_log[position]];
                if (item.LogPosition == position && !(item.IsDeleted && initial && position < start))
                    items.Add(item);
            }

            return new DeltaPage<ListItemState>(items, position, position >= _log.Count);
        }
    }

    private ListItemState Find(string id) => int.TryParse(id, out var number) && _items.TryGetValue(number, out var item) && !item.IsDeleted
        ? item
        : throw GraphException.DriveItemNotFound();

    private void Put(ListItemState item)
    {
        _items = _items.SetItem(item.Id, item with { LogPosition = _log.Count });
        _log.Add(item.Id);
        _history.Add((_time.GetUtcNow(), _items));
    }

    private DateTimeOffset Now()
    {
        var now = _time.GetUtcNow();
        return new DateTimeOffset(now.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
    }
}
