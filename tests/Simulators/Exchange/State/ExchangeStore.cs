using System.Globalization;
using System.Text;

namespace Veeam365.Simulators.Exchange;

/// <summary>The store of one mailbox (or archive): folders and items, and in which order they changed.</summary>
public sealed class ExchangeStore
{
    private static readonly (string Name, string Shown, string Parent, string Class, string Type)[] WellKnownFolders =
    [
        ("inbox", "Inbox", "msgfolderroot", "IPF.Note", "Folder"),
        ("drafts", "Drafts", "msgfolderroot", "IPF.Note", "Folder"),
        ("sentitems", "Sent Items", "msgfolderroot", "IPF.Note", "Folder"),
        ("deleteditems", "Deleted Items", "msgfolderroot", "IPF.Note", "Folder"),
        ("junkemail", "Junk Email", "msgfolderroot", "IPF.Note", "Folder"),
        ("outbox", "Outbox", "msgfolderroot", "IPF.Note", "Folder"),
        ("contacts", "Contacts", "msgfolderroot", "IPF.Contact", "ContactsFolder"),
        ("recipientcache", "Recipient Cache", "contacts", "IPF.Contact.RecipientCache", "ContactsFolder"),
        ("calendar", "Calendar", "msgfolderroot", "IPF.Appointment", "CalendarFolder"),
        ("tasks", "Tasks", "msgfolderroot", "IPF.Task", "TasksFolder"),
        ("recoverableitemsdeletions", "Deletions", "recoverableitemsroot", "IPF.Note", "Folder"),
    ];

    private static readonly HashSet<string> OfArchives = ["deleteditems", "recoverableitemsdeletions"];

    private readonly string _key = Guid.NewGuid().ToString("N")[..12];
    private readonly Dictionary<string, StoreFolder> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StoreItem> _items = new(StringComparer.Ordinal);
    private long _changes;
    private int _numbers;

    public ExchangeStore(bool isArchive = false)
    {
        Prefix = isArchive ? "archive" : "";
        AddWellKnown("msgfolderroot", "Top of Information Store", null, null, "Folder");
        AddWellKnown("recoverableitemsroot", "Recoverable Items", null, null, "Folder");
        foreach ((string name, string shown, string parent, string @class, string type) in WellKnownFolders)
        {
            if (!isArchive || OfArchives.Contains(name))
                AddWellKnown(name, shown, WellKnown(Prefix + parent)!.Id, @class, type);
        }
    }

    public Lock Sync { get; } = new();

    /// <summary>In front of the well-known names: those of an archive are archive...</summary>
    public string Prefix { get; }

    /// <summary>Raised when sync states expire.</summary>
    internal int Epoch { get; private set; }

    public IReadOnlyList<StoreFolder> Folders
    {
        get
        {
            lock (Sync)
                return [.. _folders.Values.Where(f => !f.IsGone)];
        }
    }

    public IReadOnlyList<StoreItem> Items
    {
        get
        {
            lock (Sync)
                return [.. _items.Values.Where(i => i.GoneAt == 0)];
        }
    }

    /// <summary>The folder of a well-known name, archive... for archives; null when there is none.</summary>
    public StoreFolder? WellKnown(string name)
    {
        lock (Sync)
            return _folders.Values.FirstOrDefault(f => f.WellKnown == name);
    }

    public string FolderId(string wellKnown) => WellKnown(Prefix + wellKnown)!.Id;

    public string AddFolder(string name, string? parent = null, string @class = "IPF.Note")
    {
        lock (Sync)
        {
            string type = @class.StartsWith("IPF.Contact", StringComparison.Ordinal) ? "ContactsFolder" : @class.StartsWith("IPF.Appointment", StringComparison.Ordinal) ? "CalendarFolder" : "Folder";
            var folder = new StoreFolder(NewId("F"), parent ?? FolderId("msgfolderroot"), name, @class, type) { CreatedAt = ++_changes, ChangedAt = _changes };
            _folders.Add(folder.Id, folder);
            return folder.Id;
        }
    }

    public void ChangeFolder(string id, Func<StoreFolder, StoreFolder> change)
    {
        lock (Sync)
        {
            bool isMove = _folders[id].ParentId != change(_folders[id]).ParentId;
            _folders[id] = change(_folders[id]) with { ChangedAt = ++_changes };
            // What lies in it may come into another tree with it.
            foreach (StoreFolder below in _folders.Values.Where(f => isMove && f.Id != id && !f.IsGone && IsBelow(f, id)).ToList())
                _folders[below.Id] = below with { ChangedAt = ++_changes };
        }
    }

    /// <summary>Removes the folder with everything in it.</summary>
    public void DeleteFolder(string id)
    {
        lock (Sync)
        {
            foreach (StoreFolder below in _folders.Values.Where(f => f.ParentId == id && !f.IsGone).ToList())
                DeleteFolder(below.Id);
            foreach (StoreItem item in _items.Values.Where(i => i.FolderId == id && i.GoneAt == 0).ToList())
                Delete(item.Id);
            _folders[id] = _folders[id] with { IsGone = true, ChangedAt = ++_changes };
        }
    }

    public string Add(StoreItem item)
    {
        lock (Sync)
        {
            StoreItem added = item with
            {
                Id = NewId("I"),
                ArrivedAt = ++_changes,
                ChangedAt = _changes,
                ContentAt = _changes,
                Attachments = [.. item.Attachments.Select(a => a with { Id = NewId("A") })],
                Exceptions = [.. item.Exceptions.Select(e => e with { Id = NewId("X"), FolderId = item.FolderId, Attachments = [.. e.Attachments.Select(a => a with { Id = NewId("A") })] })],
            };
            _items.Add(added.Id, added);
            return added.Id;
        }
    }

    public void Change(string id, Func<StoreItem, StoreItem> change)
    {
        lock (Sync)
        {
            StoreItem changed = change(_items[id]);
            _items[id] = changed with
            {
                ChangedAt = ++_changes,
                ContentAt = _changes,
                Attachments = [.. changed.Attachments.Select(a => a.Id.Length > 0 ? a : a with { Id = NewId("A") })],
                Exceptions = [.. changed.Exceptions.Select(e => e.Id.Length > 0 ? e : e with { Id = NewId("X"), FolderId = changed.FolderId })],
            };
        }
    }

    public void SetRead(string id, bool isRead)
    {
        lock (Sync)
            _items[id] = _items[id] with { IsRead = isRead, ChangedAt = ++_changes };
    }

    /// <summary>Moves an item; returns its new id.</summary>
    public string Move(string id, string folder)
    {
        lock (Sync)
        {
            StoreItem item = _items[id];
            Delete(id);
            return Add(item with { FolderId = folder });
        }
    }

    public void Delete(string id)
    {
        lock (Sync)
            _items[id] = _items[id] with { GoneAt = ++_changes };
    }

    /// <summary>Sync states made so far are worth nothing from now on.</summary>
    public void ExpireSyncStates()
    {
        lock (Sync)
            Epoch++;
    }

    internal StoreFolder? FindFolder(string id) => _folders.GetValueOrDefault(id) is { IsGone: false } found ? found : null;

    internal StoreItem? FindItem(string id) => _items.GetValueOrDefault(id) is { GoneAt: 0 } found
        ? found
        : _items.Values.Where(i => i.GoneAt == 0).SelectMany(i => i.Exceptions).FirstOrDefault(e => e.Id == id);

    internal StoreAttachment? FindAttachment(string id) =>
        _items.Values.Where(i => i.GoneAt == 0).SelectMany(i => i.Attachments.Concat(i.Exceptions.SelectMany(e => e.Attachments))).FirstOrDefault(a => a.Id == id);

    /// <summary>Folders that changed after a position, oldest change first; those that are not below the root are gone from there, if they ever were.</summary>
    internal (IReadOnlyList<StoreFolder> Folders, long Position) FolderChanges(string root, long after) =>
        ([.. _folders.Values.Where(f => f.ChangedAt > after && f.Id != root).Select(f => IsBelow(f, root) ? f : f with { IsGone = true }).Where(f => !(f.IsGone && f.CreatedAt > after)).OrderBy(f => f.ChangedAt)], _changes);

    /// <summary>Items that changed in, came into or left a folder after a position, oldest change first.</summary>
    internal IReadOnlyList<(StoreItem Item, long At)> ItemChanges(string folder, long after) =>
        [.. _items.Values.Where(i => i.FolderId == folder).Select(i => (Item: i, At: i.GoneAt > 0 ? i.GoneAt : i.ChangedAt))
            .Where(c => c.At > after && !(c.Item.GoneAt > 0 && c.Item.ArrivedAt > after)).OrderBy(c => c.At)];

    internal long Now => _changes;

    internal int CountIn(string folder) => _items.Values.Count(i => i.FolderId == folder && i.GoneAt == 0);

    private bool IsBelow(StoreFolder folder, string root)
    {
        for (StoreFolder? at = folder; at is not null; at = at.ParentId is null ? null : _folders.GetValueOrDefault(at.ParentId))
        {
            if (at.Id == root)
                return true;
        }
        return false;
    }

    private void AddWellKnown(string name, string shown, string? parent, string? @class, string type)
    {
        var folder = new StoreFolder(NewId("F"), parent, shown, @class, type) { WellKnown = Prefix + name, CreatedAt = ++_changes, ChangedAt = _changes };
        _folders.Add(folder.Id, folder);
    }

    private string NewId(string kind) => "AAMk" + Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_key}?{kind}~{++_numbers}")));
}
