namespace Veeam365.Simulators.Graph;

/// <summary>
/// A OneDrive for Business. An initial round walks the items as they were made, parents first, and then the log of what changed
/// meanwhile; later rounds read the log only. As in the service, a change shows the folders above it too, for their size changed.
/// Items are named by id or by path ("Documents/Plans"); the root by "root" or an empty string.
/// </summary>
public sealed partial class SimulatedDrive
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly CowList<DriveItemVersion> _items = new();
    private readonly Dictionary<int, SortedSet<int>> _children = [];
    private readonly Dictionary<(int Parent, string Name), int> _byName = [];
    private readonly List<(int Ordinal, long Ticks)> _log = [];

    internal SimulatedDrive(Guid id, string ownerName, TimeProvider time, string? libraryName = null, string? webUrl = null)
    {
        Guid = id;
        _time = time;
        OwnerName = ownerName;
        LibraryName = libraryName;
        WebUrl = webUrl ?? $"https://contoso-my.sharepoint.example/personal/{id:N}/Documents";
        Created = Now();
        Ids = new DriveIds(id);
        Insert("root", -1, null, null);
    }

    public string Id => Ids.Drive;

    public int ItemCount
    {
        get
        {
            lock (_lock)
            {
                return _byName.Count;
            }
        }
    }

    internal Guid Guid { get; }

    internal string OwnerName { get; }

    /// <summary>The name of a site's document library; null for a OneDrive.</summary>
    internal string? LibraryName { get; }

    internal string WebUrl { get; }

    internal DateTimeOffset Created { get; }

    internal DriveIds Ids { get; }

    internal int Epoch { get; private set; }

    /// <summary>Adds a folder; returns its id.</summary>
    public string AddFolder(string parent, string name) => Add(parent, name, null, null);

    /// <summary>Finds or makes each folder of a path; returns the last one's id.</summary>
    public string EnsureFolder(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        lock (_lock)
        {
            var folder = 0;
            foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
                folder = _byName.TryGetValue(Key(folder, name), out var found) ? found : Insert(name, folder, null, null);
            return Ids.Item(folder);
        }
    }

    /// <summary>Adds a file; returns its id.</summary>
    public string AddFile(string parent, string name, FileContent content, DateTimeOffset? modified = null) => Add(parent, name, content, modified);

    /// <summary>Adds a notebook; returns its id.</summary>
    public string AddPackage(string parent, string name)
    {
        string id = AddFile(parent, name, FileContent.Of([]));
        lock (_lock)
        {
            Put(_items[Find(id)] with { IsPackage = true });
        }

        return id;
    }

    /// <summary>The service takes the file for malware from now on, or does no more.</summary>
    public void FlagMalware(string item, bool isMalware = true)
    {
        lock (_lock)
        {
            var file = _items[Find(item)];
            Put(file with { IsMalware = isMalware, Number = file.Number + 1 });
        }
    }

    /// <summary>New content; the one before becomes an earlier version.</summary>
    public void UpdateFile(string item, FileContent content, string? author = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        lock (_lock)
        {
            var file = _items[Find(item)];
            if (file.IsFolder)
                throw new GraphException(400, "invalidRequest", "A folder has no content.");
            TouchAbove(file.Parent, content.Length - file.Size, 0);
            Put(file with
            {
                Content = content,
                Size = content.Length,
                Modified = Now(),
                ModifiedBy = author,
                Number = file.Number + 1,
                VersionNumber = file.VersionNumber + 1,
                Versions = file.Versions.Add(new FileVersionState(file.VersionNumber, file.Content!, file.Modified, file.ModifiedBy)),
            });
        }
    }

    /// <summary>Removes earlier versions of a file but the newest ones; delta does not tell.</summary>
    public void TrimVersions(string item, int keep)
    {
        lock (_lock)
        {
            var file = _items[Find(item)];
            _items[file.Ordinal] = file with { Versions = file.Versions.RemoveRange(0, Math.Max(0, file.Versions.Count - keep)) };
        }
    }

    /// <summary>Grants access to a file or folder; delta mentions it.</summary>
    /// <returns>The permission's id.</returns>
    public string Share(string item, string role, string? grantedTo = null, string? linkScope = null)
    {
        lock (_lock)
        {
            var found = _items[Find(item)];
            var permission = new SimulatedPermission(System.Guid.NewGuid().ToString("N"), role, grantedTo, linkScope);
            Put(found with { Permissions = found.Permissions.Add(permission) });
            return permission.Id;
        }
    }

    /// <summary>Takes all that was granted on a file or folder away; delta mentions it.</summary>
    public void Unshare(string item)
    {
        lock (_lock)
        {
            Put(_items[Find(item)] with { Permissions = [] });
        }
    }

    public void RenameItem(string item, string name)
    {
        lock (_lock)
        {
            var found = _items[Find(item)];
            Free(found.Parent, name, found.Ordinal);
            _byName.Remove(Key(found.Parent, found.Name));
            _byName.Add(Key(found.Parent, name), found.Ordinal);
            Put(found with { Name = name, Modified = Now(), Number = found.Number + 1 });
        }
    }

    public void MoveItem(string item, string parent)
    {
        lock (_lock)
        {
            var found = _items[Find(item)];
            var target = Find(parent);
            RejectCycle(found.Ordinal, target);
            Free(target, found.Name, found.Ordinal);
            _byName.Remove(Key(found.Parent, found.Name));
            _byName.Add(Key(target, found.Name), found.Ordinal);
            _children[found.Parent].Remove(found.Ordinal);
            ChildrenOf(target).Add(found.Ordinal);
            TouchAbove(found.Parent, -found.Size, -1);
            TouchAbove(target, found.Size, 1);
            Put(found with { Parent = target, Modified = Now(), Number = found.Number + 1 });
        }
    }

    /// <summary>Deletes a file, or a folder with everything in it.</summary>
    public void DeleteItem(string item)
    {
        lock (_lock)
        {
            var found = _items[Find(item)];
            if (found.Parent < 0)
                throw new GraphException(403, "accessDenied", "The root cannot be deleted.");
            TouchAbove(found.Parent, -found.Size, -1);
            _children[found.Parent].Remove(found.Ordinal);
            Remove(found.Ordinal);
        }
    }

    /// <summary>The id of the item with this path.</summary>
    public string ItemId(string path)
    {
        lock (_lock)
        {
            return Ids.Item(Find(path));
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

    internal DriveItemVersion GetItem(string key)
    {
        lock (_lock)
        {
            var ordinal = key is "root" ? 0 : Ids.ReadItem(key);
            return Present(ordinal) ?? throw GraphException.DriveItemNotFound();
        }
    }

    internal DriveItemVersion? GetItem(int ordinal)
    {
        lock (_lock)
        {
            return Present(ordinal);
        }
    }

    internal DriveItemVersion GetByPath(string path)
    {
        lock (_lock)
        {
            return _items[FindPath(path)];
        }
    }

    /// <summary>Children after the ordinal given; one more than <paramref name="top"/> tells of a next page.</summary>
    internal List<DriveItemVersion> GetChildren(int parent, int after, int top)
    {
        lock (_lock)
        {
            var page = new List<DriveItemVersion>();
            if (!_children.TryGetValue(parent, out var children) || children.Count == 0 || children.Max <= after)
                return page;
            foreach (var child in children.GetViewBetween(after + 1, children.Max))
            {
                page.Add(_items[child]);
                if (page.Count > top)
                    break;
            }

            return page;
        }
    }

    internal (int Items, int Log) End()
    {
        lock (_lock)
        {
            return (_items.Count, _log.Count);
        }
    }

    /// <summary>The first log entry at or after a time.</summary>
    internal int LogPositionAt(DateTimeOffset time)
    {
        lock (_lock)
        {
            var index = _log.BinarySearch((0, time.UtcTicks), Comparer<(int, long)>.Create(static (a, b) => a.Item2.CompareTo(b.Item2)));
            if (index < 0)
                return ~index;
            while (index > 0 && _log[index - 1].Ticks == time.UtcTicks)
                index--;
            return index;
        }
    }

    /// <summary>Items by ordinal, as they are now; for the first part of an initial round.</summary>
    internal DeltaPage<DriveItemVersion> ReadItems(int position, int end, int top)
    {
        lock (_lock)
        {
            var items = new List<DriveItemVersion>();
            for (; position < end && items.Count < top; position++)
            {
                if (!_items[position].IsDeleted)
                    items.Add(_items[position]);
            }

            return new DeltaPage<DriveItemVersion>(items, position, position >= end);
        }
    }

    internal DeltaPage<DriveItemVersion> ReadLog(int position, int top)
    {
        lock (_lock)
        {
            var items = new List<DriveItemVersion>();
            for (; position < _log.Count && items.Count < top; position++)
            {
                var item = _items[_log[position].Ordinal];
                if (item.LogPosition == position)
                    items.Add(item);
            }

            return new DeltaPage<DriveItemVersion>(items, position, position >= _log.Count);
        }
    }

    /// <summary>What is there now.</summary>
    public DriveSnapshot Snapshot()
    {
        lock (_lock)
        {
            return new DriveSnapshot(Id, Ids, _items.Freeze());
        }
    }

    private static (int Parent, string Name) Key(int parent, string name) => (parent, name.ToUpperInvariant());

    private DateTimeOffset Now()
    {
        var now = _time.GetUtcNow();
        return new DateTimeOffset(now.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
    }

    private DriveItemVersion? Present(int? ordinal) =>
        ordinal is { } o && o >= 0 && o < _items.Count && !_items[o].IsDeleted ? _items[o] : null;

    private int Find(string key)
    {
        if (key.Length == 0 || key == "root")
            return 0;
        return Present(Ids.ReadItem(key))?.Ordinal ?? FindPath(key);
    }

    private int FindPath(string path)
    {
        var found = 0;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            found = _byName.TryGetValue(Key(found, name), out var next) ? next : throw GraphException.DriveItemNotFound();
        return found;
    }

    private string Add(string parent, string name, FileContent? content, DateTimeOffset? modified)
    {
        lock (_lock)
        {
            var folder = Find(parent);
            if (!_items[folder].IsFolder)
                throw new GraphException(400, "invalidRequest", "The parent is not a folder.");
            Free(folder, name, -1);
            return Ids.Item(Insert(name, folder, content, modified));
        }
    }

    private int Insert(string name, int parent, FileContent? content, DateTimeOffset? modified)
    {
        var now = Now();
        var item = new DriveItemVersion(_items.Count, parent, name)
        {
            IsFolder = content is null,
            Content = content,
            Size = content?.Length ?? 0,
            Created = modified ?? now,
            Modified = modified ?? now,
        };
        _items.Add(item);
        if (parent >= 0)
        {
            _byName.Add(Key(parent, name), item.Ordinal);
            ChildrenOf(parent).Add(item.Ordinal);
            TouchAbove(parent, item.Size, 1);
        }

        Put(item);
        return item.Ordinal;
    }

    private SortedSet<int> ChildrenOf(int parent)
    {
        if (!_children.TryGetValue(parent, out var children))
            _children.Add(parent, children = []);
        return children;
    }

    private void Free(int parent, string name, int except)
    {
        if (_byName.TryGetValue(Key(parent, name), out var taken) && taken != except)
            throw new GraphException(409, "nameAlreadyExists", "An item with the same name already exists under the parent.");
    }

    private void RejectCycle(int item, int target)
    {
        for (var above = target; above >= 0; above = _items[above].Parent)
        {
            if (above == item)
                throw new GraphException(400, "invalidRequest", "A folder cannot be moved into itself.");
        }
    }

    private void TouchAbove(int folder, long size, int children)
    {
        for (; folder >= 0; folder = _items[folder].Parent)
        {
            var item = _items[folder];
            Put(item with { Size = item.Size + size, ChildCount = item.ChildCount + children }, isNews: false);
            children = 0;
        }
    }

    private void Put(DriveItemVersion item, bool isNews = true)
    {
        if (isNews)
            Remember(item);
        _items[item.Ordinal] = item with { LogPosition = _log.Count };
        _log.Add((item.Ordinal, _time.GetUtcNow().UtcTicks));
    }

    private void Remove(int ordinal)
    {
        var item = _items[ordinal];
        _byName.Remove(Key(item.Parent, item.Name));
        Put(item with { IsDeleted = true, Content = null, Size = 0, ChildCount = 0, Versions = [], Permissions = [] });
        if (!_children.Remove(ordinal, out var children))
            return;
        foreach (var child in children)
            Remove(child);
    }
}
