using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>
/// Folders with items that are JSON: the contacts or the calendars of a mailbox. As in the mailbox, each folder keeps a log that delta rounds read; beside it
/// the whole history is kept, so that what was there at any moment can be told.
/// </summary>
public abstract partial class SimulatedItems
{
    /// <summary>The top of the store; Deleted Items, which no listing of these folders shows; the folder that is always there.</summary>
    internal const int Root = 0, DeletedItems = 1, Default = 2;

    private readonly TimeProvider _time;
    private readonly List<ItemFolder> _folders = [];
    private readonly List<int> _folderLog = [];
    private readonly List<ItemState> _items = [];
    private readonly List<int> _positions = [];
    private readonly List<ItemsHistoryEntry> _history = [];
    private long _changes = 1;

    private protected SimulatedItems(Guid id, string defaultFolder, TimeProvider time)
    {
        Id = id;
        Ids = new OutlookIds(id);
        _time = time;
        NewFolder("Top of Information Store", -1);
        NewFolder("Deleted Items", Root);
        NewFolder(defaultFolder, Root);
    }

    public Guid Id { get; }

    public string DefaultFolderId => Ids.Folder(Default);

    /// <summary>The mailbox is full: delta, which writes sync state into it, is refused with 403 ErrorQuotaExceeded.</summary>
    public bool IsOverQuota { get; set; }

    /// <summary>Items that are there now, those in Deleted Items left out.</summary>
    public int Count
    {
        get
        {
            lock (Sync)
            {
                return _items.Count(static item => item.Folder >= Default && item.Master < 0);
            }
        }
    }

    internal OutlookIds Ids { get; }

    /// <summary>Raised when delta tokens expire; a token holds the epoch it was made in.</summary>
    internal int Epoch { get; private set; }

    private protected Lock Sync { get; } = new();

    /// <summary>Adds a folder; returns its id.</summary>
    public string AddFolder(string name, string? parent = null)
    {
        lock (Sync)
        {
            return Ids.Folder(NewFolder(name, parent is null ? TopFor() : Find(parent).Number).Number);
        }
    }

    public void RenameFolder(string folder, string name)
    {
        lock (Sync)
        {
            var found = Find(folder);
            found.Name = name;
            Log(found);
        }
    }

    public void MoveFolder(string folder, string parent)
    {
        lock (Sync)
        {
            var (found, target) = (Find(folder), Find(parent));
            for (var above = target.Number; above > Root; above = _folders[above].Parent)
            {
                if (above == found.Number)
                    throw new GraphException(400, "ErrorMoveCopyFailed", "A folder cannot be moved into itself.");
            }

            found.Parent = target.Number;
            Log(found);
        }
    }

    /// <summary>Removes the folder with everything in it.</summary>
    public void DeleteFolder(string folder)
    {
        lock (Sync)
        {
            var found = Find(folder);
            if (found.Number <= Default)
                throw new GraphException(400, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted.");
            Remove(found);
        }
    }

    /// <summary>Changes properties of an item; null removes one.</summary>
    public void Update(string id, JsonObject changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        lock (Sync)
        {
            var ordinal = Resolve(id);
            Set(ordinal, _items[ordinal] with { Properties = Merge(_items[ordinal].Properties, changes) });
        }
    }

    /// <summary>Moves an item; its immutable id stays.</summary>
    public void Move(string id, string folder)
    {
        lock (Sync)
        {
            MoveTo(Resolve(id), Find(folder).Number);
        }
    }

    /// <summary>Moves the item to Deleted Items, or removes it for good.</summary>
    public void Delete(string id, bool hard = false)
    {
        lock (Sync)
        {
            var ordinal = Resolve(id);
            if (hard)
                Remove(ordinal);
            else
                MoveTo(ordinal, DeletedItems);
        }
    }

    /// <summary>Every delta token made so far answers 410 from now on.</summary>
    public void ExpireDeltaTokens()
    {
        lock (Sync)
        {
            Epoch++;
        }
    }

    /// <summary>What is there now.</summary>
    public ItemsSnapshot Snapshot() => SnapshotAt(null);

    /// <summary>What was there at a moment.</summary>
    public ItemsSnapshot SnapshotAt(DateTimeOffset? moment) => Replay(entry => !(entry.Time > moment));

    /// <summary>The item as Graph tells it when it is asked for alone.</summary>
    internal abstract JsonObject Describe(ItemState state, int ordinal, bool immutable);

    internal ItemFolderView GetFolder(string key)
    {
        lock (Sync)
        {
            var folder = FindById(key);
            return folder.Number == DeletedItems ? throw GraphException.ItemNotFound() : View(folder);
        }
    }

    /// <summary>Folders below a parent, or all but the store's own for null.</summary>
    internal List<ItemFolderView> GetFolders(int? parent)
    {
        lock (Sync)
        {
            return [.. _folders.Where(folder => !folder.IsDeleted && folder.Number >= Default && (parent is null || folder.Parent == parent)).Select(View)];
        }
    }

    internal int FolderLogEnd()
    {
        lock (Sync)
        {
            return _folderLog.Count;
        }
    }

    /// <summary>The folders' changes from a log position on; the one that is always there is not told of.</summary>
    internal DeltaPage<ItemFolderView> ReadFolderLog(int position, int top, bool initial, int start)
    {
        lock (Sync)
        {
            var folders = new List<ItemFolderView>();
            for (; position < _folderLog.Count && folders.Count < top; position++)
            {
                var folder = _folders[_folderLog[position]];
                if (folder.LogPosition == position && folder.Number > Default && !(folder.IsDeleted && initial && position < start))
                    folders.Add(View(folder));
            }

            return new DeltaPage<ItemFolderView>(folders, position, position >= _folderLog.Count);
        }
    }

    internal (DeltaPage<ItemView> Page, int LogEnd) ReadItems(int folder, int position, int top, bool initial, int start)
    {
        lock (Sync)
        {
            var found = _folders[folder];
            if (found.IsDeleted)
                throw GraphException.ItemNotFound();
            return (ReadPage(found, position, top, initial, start), found.Log.Count);
        }
    }

    internal ItemView GetItem(string id, string? folder)
    {
        lock (Sync)
        {
            var ordinal = Resolve(id);
            if (folder is not null && FindById(folder).Number != _items[ordinal].Folder)
                throw GraphException.ItemNotFound();
            return new ItemView(ordinal, _items[ordinal].Folder, _items[ordinal], false);
        }
    }

    internal List<ItemView> ExceptionsOf(int master)
    {
        lock (Sync)
        {
            return [.. Enumerable.Range(0, _items.Count).Where(i => _items[i].Master == master && !_items[i].IsGone).Select(i => new ItemView(i, _items[i].Folder, _items[i], false))];
        }
    }

    /// <summary>Where folders go that name no parent.</summary>
    private protected virtual int TopFor() => Default;

    private protected string AddItem(string? folder, JsonObject properties, ItemState? like = null)
    {
        lock (Sync)
        {
            var now = Now();
            var state = (like ?? new ItemState { Folder = 0, Properties = properties, Created = now, Modified = now, ChangeNumber = 0 }) with
            {
                Folder = folder is null ? Default : Find(folder).Number,
                Properties = (JsonObject)properties.DeepClone(),
                Created = now,
            };
            _items.Add(state);
            _positions.Add(-1);
            Set(_items.Count - 1, state);
            return Ids.Message(true, 0, _items.Count - 1);
        }
    }

    private protected void Change(string id, Func<ItemState, ItemState> change)
    {
        lock (Sync)
        {
            var ordinal = Resolve(id);
            Set(ordinal, change(_items[ordinal]));
        }
    }

    private protected ItemState StateOf(int ordinal) => _items[ordinal];

    private protected int Resolve(string id)
    {
        var (folder, ordinal) = Ids.ReadMessage(id);
        if (ordinal < 0 || ordinal >= _items.Count || _items[ordinal].IsGone || (folder is not null && folder != _items[ordinal].Folder))
            throw GraphException.ItemNotFound();
        return ordinal;
    }

    /// <summary>A new state of an item: in the log, in the history, under a new changeKey.</summary>
    private protected void Set(int ordinal, ItemState state)
    {
        var next = state with { Modified = Now(), ChangeNumber = ++_changes };
        _items[ordinal] = next;
        var log = _folders[next.Folder].Log;
        _positions[ordinal] = log.Count;
        log.Add(ordinal);
        Remember(ordinal, null, next);
    }

    private protected void Remove(int ordinal)
    {
        var state = _items[ordinal];
        if (state.IsGone)
            return;
        _folders[state.Folder].Log.Add(~ordinal);
        _items[ordinal] = state with { Folder = -1 };
        Remember(ordinal, null, _items[ordinal]);
        for (var i = 0; i < _items.Count; i++)
        {
            if (_items[i].Master == ordinal)
                Remove(i);
        }
    }

    private static JsonObject Merge(JsonObject properties, JsonObject changes)
    {
        var merged = (JsonObject)properties.DeepClone();
        foreach (var (name, value) in changes)
        {
            if (value is null)
                merged.Remove(name);
            else
                merged[name] = value.DeepClone();
        }

        return merged;
    }

    private static ItemFolderView View(ItemFolder folder) => new(folder.Number, folder.Name, folder.Parent, folder.IsDeleted, folder.ChangeNumber);

    private DateTimeOffset Now()
    {
        var now = _time.GetUtcNow();
        return new DateTimeOffset(now.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
    }

    private void Remember(int number, ItemFolderView? folder, ItemState? item) => _history.Add(new ItemsHistoryEntry(_time.GetUtcNow(), Chronicle.Next(_time), number, folder, item));

    private ItemFolder NewFolder(string name, int parent)
    {
        var folder = new ItemFolder { Number = _folders.Count, Name = name, Parent = parent };
        _folders.Add(folder);
        Log(folder);
        return folder;
    }

    private void Log(ItemFolder folder)
    {
        folder.ChangeNumber = ++_changes;
        folder.LogPosition = _folderLog.Count;
        _folderLog.Add(folder.Number);
        Remember(folder.Number, View(folder), null);
    }

    private void Remove(ItemFolder folder)
    {
        foreach (var child in _folders.FindAll(child => child.Parent == folder.Number && !child.IsDeleted))
            Remove(child);
        for (var i = 0; i < _items.Count; i++)
        {
            if (_items[i].Folder == folder.Number)
                Remove(i);
        }

        folder.IsDeleted = true;
        Log(folder);
    }

    private void MoveTo(int ordinal, int folder)
    {
        var state = _items[ordinal];
        if (state.Folder == folder)
            return;
        _folders[state.Folder].Log.Add(~ordinal);
        Set(ordinal, state with { Folder = folder });
        for (var i = 0; i < _items.Count; i++)
        {
            if (_items[i].Master == ordinal && !_items[i].IsGone)
                MoveTo(i, folder);
        }
    }

    private ItemFolder Find(string key) =>
        _folders.Find(folder => folder.Number >= Default && !folder.IsDeleted && folder.Name == key) ?? FindById(key);

    private ItemFolder FindById(string key)
    {
        if (key.Equals("contacts", StringComparison.OrdinalIgnoreCase))
            return _folders[Default];
        var number = Ids.ReadFolder(key);
        return number >= 0 && number < _folders.Count && !_folders[number].IsDeleted ? _folders[number] : throw GraphException.ItemNotFound();
    }

    private DeltaPage<ItemView> ReadPage(ItemFolder folder, int position, int top, bool initial, int start)
    {
        var items = new List<ItemView>();
        for (; position < folder.Log.Count && items.Count < top; position++)
        {
            var entry = folder.Log[position];
            var ordinal = entry < 0 ? ~entry : entry;
            var state = _items[ordinal];
            if (entry >= 0 && state.Folder == folder.Number && _positions[ordinal] == position)
                items.Add(new ItemView(ordinal, folder.Number, state, false));
            else if (entry < 0 && state.Folder != folder.Number && !(initial && position < start))
                items.Add(new ItemView(ordinal, folder.Number, null, state.IsGone));
        }

        return new DeltaPage<ItemView>(items, position, position >= folder.Log.Count);
    }
}
