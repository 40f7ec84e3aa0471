namespace Veeam365.Simulators.Graph;

/// <content>What clients of the service change.</content>
public sealed partial class SimulatedDrive
{
    private static readonly System.Buffers.SearchValues<char> Forbidden = System.Buffers.SearchValues.Create("\"*:<>?/\\|");

    /// <summary>Bytes that the drive may hold.</summary>
    public long Quota { get; set; } = 1L << 40;

    /// <summary>Makes a folder below another; behaviour as @microsoft.graph.conflictBehavior says.</summary>
    internal DriveItemVersion CreateFolder(string parent, string name, string behavior)
    {
        lock (_lock)
        {
            CheckName(name);
            var above = Present(parent is "root" ? 0 : Ids.ReadItem(parent)) ?? throw GraphException.DriveItemNotFound();
            if (!above.IsFolder)
                throw new GraphException(400, "invalidRequest", "The parent is not a folder.");
            if (_byName.TryGetValue(Key(above.Ordinal, name), out var taken))
            {
                if (behavior == "replace" && _items[taken].IsFolder)
                    return _items[taken];
                if (behavior != "rename")
                    throw new GraphException(409, "nameAlreadyExists", "An item with the same name already exists under the parent.");
                name = FreeName(above.Ordinal, name);
            }

            return _items[Insert(name, above.Ordinal, null, null)];
        }
    }

    /// <summary>Creates a file in a folder, or gives one that is there new content.</summary>
    internal (DriveItemVersion Item, bool IsNew) Put(string parent, string name, FileContent content, string behavior)
    {
        lock (_lock)
        {
            CheckName(name);
            CheckQuota(content.Length);
            var above = Present(parent is "root" ? 0 : Ids.ReadItem(parent)) ?? throw GraphException.DriveItemNotFound();
            if (!_byName.TryGetValue(Key(above.Ordinal, name), out var taken))
                return (_items[Insert(name, above.Ordinal, content, null)], true);
            if (behavior == "rename")
                return (_items[Insert(FreeName(above.Ordinal, name), above.Ordinal, content, null)], true);
            if (behavior == "fail" || _items[taken].IsFolder)
                throw new GraphException(409, "nameAlreadyExists", "An item with the same name already exists under the parent.");
            return (Replace(_items[taken], content), false);
        }
    }

    /// <summary>Gives a file new content.</summary>
    internal DriveItemVersion PutById(string item, FileContent content)
    {
        lock (_lock)
        {
            var file = Present(Ids.ReadItem(item)) ?? throw GraphException.DriveItemNotFound();
            if (file.IsFolder)
                throw new GraphException(400, "invalidRequest", "A folder has no content.");
            CheckQuota(content.Length - file.Size);
            return Replace(file, content);
        }
    }

    /// <summary>Renames, moves, or sets the times that a client knows.</summary>
    internal DriveItemVersion Patch(string item, string? name, string? parent, DateTimeOffset? created, DateTimeOffset? modified)
    {
        lock (_lock)
        {
            var ordinal = Present(Ids.ReadItem(item))?.Ordinal ?? throw GraphException.DriveItemNotFound();
            if (parent is not null && Find(parent) is var target && target != _items[ordinal].Parent)
                MoveItem(Ids.Item(ordinal), parent);
            if (name is not null && name != _items[ordinal].Name)
            {
                CheckName(name);
                RenameItem(Ids.Item(ordinal), name);
            }

            var found = _items[ordinal];
            if (created is not null || modified is not null)
                Put(found with { Created = created ?? found.Created, Modified = modified ?? found.Modified, Number = found.Number + 1 });
            return _items[ordinal];
        }
    }

    internal DriveItemVersion GetChild(int parent, string name)
    {
        lock (_lock)
        {
            return _byName.TryGetValue(Key(parent, name), out var found) ? _items[found] : throw GraphException.DriveItemNotFound();
        }
    }

    internal void CheckRoom(long more)
    {
        lock (_lock)
        {
            CheckQuota(more);
        }
    }

    private DriveItemVersion Replace(DriveItemVersion file, FileContent content)
    {
        TouchAbove(file.Parent, content.Length - file.Size, 0);
        Put(file with { Content = content, Size = content.Length, Modified = Now(), Number = file.Number + 1 });
        return _items[file.Ordinal];
    }

    private void CheckQuota(long more)
    {
        if (more > 0 && _items[0].Size + more > Quota)
            throw new GraphException(507, "quotaLimitReached", "The user has reached their quota limit.");
    }

    private string FreeName(int parent, string name)
    {
        var dot = name.LastIndexOf('.');
        var (stem, extension) = dot <= 0 ? (name, "") : (name[..dot], name[dot..]);
        for (var number = 1; ; number++)
        {
            var free = $"{stem} {number}{extension}";
            if (!_byName.ContainsKey(Key(parent, free)))
                return free;
        }
    }

    // https://support.microsoft.com/office/64883a5d-228e-48f5-b3d2-eb39e07630fa
    private static void CheckName(string name)
    {
        if (name.Length is 0 or > 255 || name.AsSpan().ContainsAny(Forbidden) || name != name.Trim() || name.EndsWith('.'))
            throw new GraphException(400, "invalidRequest", "The provided name cannot contain any of the special characters.");
    }
}
