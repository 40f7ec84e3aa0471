namespace Veeam365.Simulators.Graph;

/// <summary>
/// A mailbox. Each folder keeps a log of what came, changed and went; a delta round reads it from the position in the token, so
/// that it costs what changed. Folders are named by id, well-known name, or path ("Inbox/Projects").
/// </summary>
public sealed partial class SimulatedMailbox
{
    internal const int Root = 0;

    // Well-known names as documented for mailFolder, with the display names of an English mailbox.
    private static readonly (string Name, string DisplayName, bool Hidden)[] WellKnown =
    [
        ("inbox", "Inbox", false),
        ("drafts", "Drafts", false),
        ("sentitems", "Sent Items", false),
        ("deleteditems", "Deleted Items", false),
        ("junkemail", "Junk Email", false),
        ("archive", "Archive", false),
        ("outbox", "Outbox", false),
        ("conversationhistory", "Conversation History", false),
        ("syncissues", "Sync Issues", true),
    ];

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly string _displayName;
    private readonly string _address;
    private readonly CowList<MessageSlot> _slots = new();
    private readonly List<SyntheticMail> _synthetic = [];
    private readonly List<MailFolder> _folders = [];
    private readonly List<int> _folderLog = [];
    private readonly Dictionary<string, int> _wellKnown = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _isArchive;
    private long _changes = 1_000_000_000;
    private int _inFlight;

    internal SimulatedMailbox(Guid id, string displayName, string address, TimeProvider time, bool isArchive = false)
    {
        _isArchive = isArchive;
        Id = id;
        _displayName = displayName;
        _address = address;
        _time = time;
        Ids = new OutlookIds(id);
        NewFolder("Top of Information Store", -1, "msgfolderroot", false);
        foreach (var (name, shown, hidden) in WellKnown)
            NewFolder(shown, Root, name, hidden);
        var recoverable = NewFolder("Recoverable Items", -1, "recoverableitemsroot", true).Number;
        NewFolder("Deletions", recoverable, "recoverableitemsdeletions", true);
        NewFolder("Purges", recoverable, "recoverableitemspurges", true);
        NewFolder("Versions", recoverable, "recoverableitemsversions", true);
        NewFolder("DiscoveryHolds", recoverable, "recoverableitemsdiscoveryholds", true);
    }

    public Guid Id { get; }

    /// <summary>The mailbox is full: delta, which writes sync state into it, is refused with 403 ErrorQuotaExceeded.</summary>
    public bool IsOverQuota { get; set; }

    /// <summary>Messages that are there now.</summary>
    public int MessageCount
    {
        get
        {
            lock (_lock)
            {
                return _folders.Where(static folder => !folder.IsDeleted).Sum(static folder => folder.TotalCount);
            }
        }
    }

    internal OutlookIds Ids { get; }

    /// <summary>Raised when delta tokens expire; a token holds the epoch it was made in.</summary>
    internal int Epoch { get; private set; }

    /// <summary>Adds a folder; returns its id.</summary>
    public string AddFolder(string parent, string name, bool hidden = false)
    {
        lock (_lock)
        {
            var parentFolder = Find(parent);
            return Ids.Folder(NewFolder(name, parentFolder.Number, null, hidden).Number);
        }
    }

    /// <summary>The folder's id.</summary>
    public string FolderId(string folder)
    {
        lock (_lock)
        {
            return Ids.Folder(Find(folder).Number);
        }
    }

    public void RenameFolder(string folder, string name)
    {
        lock (_lock)
        {
            var found = Find(folder);
            found.DisplayName = name;
            LogFolder(found);
        }
    }

    public void MoveFolder(string folder, string parent)
    {
        lock (_lock)
        {
            Reparent(Find(folder), Find(parent));
        }
    }

    /// <summary>Moves the folder to Deleted Items, or removes it with everything in it.</summary>
    public void DeleteFolder(string folder, bool hard = false)
    {
        lock (_lock)
        {
            var found = Find(folder);
            if (found.WellKnownName is not null)
                throw new GraphException(400, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted.");
            if (!hard)
                Reparent(found, _folders[_wellKnown["deleteditems"]]);
            else
                Remove(found);
        }
    }

    /// <summary>Adds a message; returns its immutable id.</summary>
    public string AddMessage(string folder, NewMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var source = message.Parsed ?? new StoredMime(message.Mime);
        lock (_lock)
        {
            var now = Now();
            var target = Find(folder);
            var version = new MessageVersion
            {
                Source = source,
                Received = message.Received?.ToUniversalTime() ?? source.Summary.Sent ?? now,
                Created = now,
                Modified = now,
                ChangeNumber = ++_changes,
                IsRead = message.IsRead,
                IsDraft = message.IsDraft,
                Categories = message.Categories,
                Flag = message.Flag,
            };
            var slot = new MessageSlot(target.Number, target.Log.Count, version);
            var ordinal = _slots.Add(slot);
            Remember(ordinal, slot);
            target.Log.Add(ordinal);
            Count(target, version.IsRead, 1);
            return Ids.Message(true, 0, ordinal);
        }
    }

    /// <summary>Adds messages that are made up when asked for; their ids are <see cref="SyntheticMessageId"/>.</summary>
    /// <returns>The number of the first one in this mailbox.</returns>
    public int AddSynthetic(string folder, SyntheticMailOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        lock (_lock)
        {
            var target = Find(folder);
            var mail = new SyntheticMail(options, _slots.Count, _displayName, _address);
            Remember(_slots.Count, new MessageSlot(target.Number, target.Log.Count, null), options.Count);
            target.Log.EnsureCapacity(target.Log.Count + options.Count);
            for (var i = 0; i < options.Count; i++)
            {
                target.Log.Add(_slots.Add(new MessageSlot(target.Number, target.Log.Count, null)));
                target.UnreadCount += mail.IsRead(i) ? 0 : 1;
            }

            target.TotalCount += options.Count;
            _synthetic.Add(mail);
            return mail.FirstOrdinal;
        }
    }

    /// <summary>Immutable id of the message with this number in the mailbox.</summary>
    public string SyntheticMessageId(int number) => Ids.Message(true, 0, number);

    public void UpdateMessage(string messageId, MessageUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        lock (_lock)
        {
            var ordinal = Resolve(messageId);
            var slot = _slots[ordinal];
            var before = VersionOf(ordinal, slot);
            var after = Apply(before, update);
            var folder = _folders[slot.Folder];
            folder.UnreadCount += (before.IsRead ? 1 : 0) - (after.IsRead ? 1 : 0);
            Log(folder, ordinal, after);
        }
    }

    /// <summary>Moves a message; returns its new regular id. The immutable one stays.</summary>
    public string MoveMessage(string messageId, string folder)
    {
        lock (_lock)
        {
            var ordinal = Resolve(messageId);
            var target = Find(folder);
            Move(ordinal, target);
            return Ids.Message(false, target.Number, ordinal);
        }
    }

    /// <summary>Moves the message to Deleted Items, or removes it for good.</summary>
    public void DeleteMessage(string messageId, bool hard = false)
    {
        lock (_lock)
        {
            var ordinal = Resolve(messageId);
            if (hard)
                Remove(ordinal);
            else
                Move(ordinal, _folders[_wellKnown["deleteditems"]]);
        }
    }

    /// <summary>Immutable ids of up to <paramref name="limit"/> messages of a folder, oldest entry first.</summary>
    public IReadOnlyList<string> MessageIds(string folder, int limit = int.MaxValue)
    {
        lock (_lock)
        {
            var page = ReadPage(Find(folder), 0, limit, true, 0);
            return [.. page.Items.Select(view => Ids.Message(true, 0, view.Ordinal))];
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

    /// <summary>True when the folder is one of this mailbox: by id, or by a well-known name as requests write it.</summary>
    internal bool HasFolder(string key) => IsWellKnown(key) || Owns(() => _ = Ids.ReadFolder(key));

    internal bool HasMessage(string id) => Owns(() => _ = Ids.ReadMessage(id));

    internal int EnterRequest() => Interlocked.Increment(ref _inFlight);

    internal void LeaveRequest() => Interlocked.Decrement(ref _inFlight);

    internal FolderView GetFolder(string key)
    {
        lock (_lock)
        {
            return FolderView.Of(FindById(key));
        }
    }

    /// <summary>Children in the order they were made, from <paramref name="skip"/> on; HasMore tells of a next page.</summary>
    internal (List<FolderView> Folders, bool HasMore) GetChildren(int parent, bool includeHidden, int skip, int top)
    {
        lock (_lock)
        {
            var shown = new List<FolderView>();
            foreach (var folder in _folders)
            {
                if (folder.IsDeleted || folder.Parent != parent || (folder.IsHidden && !includeHidden) || skip-- > 0)
                    continue;
                if (shown.Count == top)
                    return (shown, true);
                shown.Add(FolderView.Of(folder));
            }

            return (shown, false);
        }
    }

    internal int FolderLogEnd()
    {
        lock (_lock)
        {
            return _folderLog.Count;
        }
    }

    /// <summary>
    /// The folder hierarchy's changes from a log position on. Below <paramref name="start"/>, the log's length when the round
    /// began, an initial round passes over removals.
    /// </summary>
    internal DeltaPage<FolderView> ReadFolderLog(int position, int top, bool includeHidden, bool initial, int start)
    {
        lock (_lock)
        {
            var folders = new List<FolderView>();
            for (; position < _folderLog.Count && folders.Count < top; position++)
            {
                var folder = _folders[_folderLog[position]];
                if (folder.LogPosition != position || folder.Number == Root || !InTree(folder) || (folder.IsHidden && !includeHidden))
                    continue;
                if (!(folder.IsDeleted && initial && position < start))
                    folders.Add(FolderView.Of(folder));
            }

            return new DeltaPage<FolderView>(folders, position, position >= _folderLog.Count);
        }
    }

    internal (DeltaPage<MessageView> Page, int LogEnd) ReadMessages(int folder, int position, int top, bool initial, int start, bool moveQuirk)
    {
        lock (_lock)
        {
            var found = _folders[folder];
            if (found.IsDeleted)
                throw GraphException.ItemNotFound();
            return (ReadPage(found, position, top, initial, start, moveQuirk), found.Log.Count);
        }
    }

    /// <summary>All messages by ordinal, whatever their folder.</summary>
    internal DeltaPage<MessageView> ReadAllMessages(int position, int top)
    {
        lock (_lock)
        {
            var items = new List<MessageView>();
            for (; position < _slots.Count && items.Count < top; position++)
            {
                var slot = _slots[position];
                if (slot.Folder >= 0)
                    items.Add(new MessageView(position, slot.Folder, VersionOf(position, slot), false));
            }

            return new DeltaPage<MessageView>(items, position, position >= _slots.Count);
        }
    }

    internal MessageView GetMessage(string id, string? folder)
    {
        lock (_lock)
        {
            var ordinal = Resolve(id);
            var slot = _slots[ordinal];
            if (folder is not null && FindById(folder).Number != slot.Folder)
                throw GraphException.ItemNotFound();
            return new MessageView(ordinal, slot.Folder, VersionOf(ordinal, slot), false);
        }
    }

    /// <summary>What is there now.</summary>
    public MailboxSnapshot Snapshot()
    {
        lock (_lock)
        {
            return new MailboxSnapshot(Ids, [.. _folders.Select(FolderView.Of)], _slots.Freeze(), [.. _synthetic]);
        }
    }

    internal static MessageVersion VersionOf(int ordinal, MessageSlot slot, IReadOnlyList<SyntheticMail> synthetic)
    {
        if (slot.Version is not null)
            return slot.Version;
        int low = 0, high = synthetic.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (synthetic[middle].FirstOrdinal <= ordinal)
                low = middle;
            else
                high = middle - 1;
        }

        return synthetic[low].Version(ordinal - synthetic[low].FirstOrdinal);
    }

    private MessageVersion VersionOf(int ordinal, MessageSlot slot) => VersionOf(ordinal, slot, _synthetic);

    private DateTimeOffset Now()
    {
        var now = _time.GetUtcNow();
        return new DateTimeOffset(now.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
    }

    private MailFolder NewFolder(string name, int parent, string? wellKnownName, bool hidden)
    {
        var folder = new MailFolder
        {
            Number = _folders.Count,
            DisplayName = name,
            Parent = parent,
            WellKnownName = wellKnownName,
            IsHidden = hidden,
        };
        _folders.Add(folder);
        if (wellKnownName is not null)
            _wellKnown.Add(wellKnownName, folder.Number);
        if (parent >= 0)
            _folders[parent].ChildCount++;
        LogFolder(folder);
        return folder;
    }

    private MailFolder Find(string key)
    {
        if (_wellKnown.TryGetValue(key, out var number))
            return _folders[number];
        if (key.Contains('/', StringComparison.Ordinal))
            return FindPath(key);
        return ByDisplayName(Root, key) ?? FindById(key);
    }

    /// <summary>As requests name folders: by well-known name or id.</summary>
    private MailFolder FindById(string key)
    {
        key = WithoutPrefix(key);
        // Known to the service, and not there.
        if (!_isArchive && IsArchiveName(key))
            throw GraphException.ItemNotFound();
        if (_wellKnown.TryGetValue(key, out var number))
            return _folders[number];
        number = Ids.ReadFolder(key);
        return number >= 0 && number < _folders.Count && !_folders[number].IsDeleted ? _folders[number] : throw GraphException.ItemNotFound();
    }

    private MailFolder FindPath(string path)
    {
        MailFolder? folder = _folders[Root];
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            folder = folder is null ? null : ByDisplayName(folder.Number, name);
        return folder ?? throw GraphException.ItemNotFound();
    }

    // Well-known names of the archive begin with "archive"; the name "archive" itself is a folder of the primary mailbox.
    private string WithoutPrefix(string key) => _isArchive && IsWellKnown(key) ? key["archive".Length..] : key;

    private bool IsWellKnown(string key) => _isArchive
        ? IsArchiveName(key)
        : _wellKnown.ContainsKey(key);

    private static bool IsArchiveName(string key) => key.ToUpperInvariant() is "ARCHIVEMSGFOLDERROOT" or "ARCHIVEDELETEDITEMS" or "ARCHIVERECOVERABLEITEMSROOT";

    private static bool Owns(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (GraphException)
        {
            return false;
        }
    }

    private MailFolder? ByDisplayName(int parent, string name) =>
        name.Length > 100 ? null : _folders.Find(folder => folder.Parent == parent && !folder.IsDeleted && folder.DisplayName == name);

    /// <summary>The recoverable items lie outside of what clients see as the mailbox.</summary>
    private bool InTree(MailFolder folder)
    {
        while (folder.Parent > Root)
            folder = _folders[folder.Parent];
        return folder.Parent == Root;
    }

    private void LogFolder(MailFolder folder)
    {
        folder.LogPosition = _folderLog.Count;
        _folderLog.Add(folder.Number);
        Remember(folder);
    }

    private void Reparent(MailFolder folder, MailFolder parent)
    {
        for (var above = parent; ; above = _folders[above.Parent])
        {
            if (above == folder)
                throw new GraphException(400, "ErrorMoveCopyFailed", "A folder cannot be moved into itself.");
            if (above.Parent < 0)
                break;
        }

        var old = _folders[folder.Parent];
        old.ChildCount--;
        parent.ChildCount++;
        folder.Parent = parent.Number;
        LogFolder(folder);
        LogFolder(old);
        LogFolder(parent);
    }

    private void Remove(MailFolder folder)
    {
        foreach (var child in _folders.FindAll(child => child.Parent == folder.Number && !child.IsDeleted))
            Remove(child);
        foreach (var entry in folder.Log)
        {
            if (entry >= 0 && _slots[entry].Folder == folder.Number)
                Place(entry, new MessageSlot(-1, 0, null));
        }

        folder.Log.Clear();
        folder.Log.TrimExcess();
        folder.IsDeleted = true;
        _folders[folder.Parent].ChildCount--;
        LogFolder(folder);
    }

    private int Resolve(string id)
    {
        var (folder, ordinal) = Ids.ReadMessage(id);
        if (ordinal < 0 || ordinal >= _slots.Count)
            throw GraphException.ItemNotFound();
        var slot = _slots[ordinal];
        return slot.Folder >= 0 && (folder is null || folder == slot.Folder) ? ordinal : throw GraphException.ItemNotFound();
    }

    private MessageVersion Apply(MessageVersion version, MessageUpdate update)
    {
        var mime = update.Mime;
        if (update.Subject is not null)
            mime = MimeEditor.ReplaceSubject(mime ?? version.Source.ToArray(), update.Subject);
        return version with
        {
            Source = mime is null ? version.Source : new StoredMime(mime),
            IsRead = update.IsRead ?? version.IsRead,
            Categories = update.Categories ?? version.Categories,
            Flag = update.Flag ?? version.Flag,
            Modified = Now(),
            ChangeNumber = ++_changes,
        };
    }

    private void Move(int ordinal, MailFolder target)
    {
        var slot = _slots[ordinal];
        var version = VersionOf(ordinal, slot);
        if (slot.Folder == target.Number)
            return;
        var source = _folders[slot.Folder];
        source.Log.Add(~ordinal);
        Count(source, version.IsRead, -1);
        Count(target, version.IsRead, 1);
        Log(target, ordinal, version with { Modified = Now(), ChangeNumber = ++_changes });
    }

    private void Remove(int ordinal)
    {
        var slot = _slots[ordinal];
        var folder = _folders[slot.Folder];
        Count(folder, VersionOf(ordinal, slot).IsRead, -1);
        folder.Log.Add(~ordinal);
        Place(ordinal, new MessageSlot(-1, 0, null));
    }

    private void Log(MailFolder folder, int ordinal, MessageVersion version)
    {
        Place(ordinal, new MessageSlot(folder.Number, folder.Log.Count, version));
        folder.Log.Add(ordinal);
    }

    private void Place(int ordinal, MessageSlot slot)
    {
        _slots[ordinal] = slot;
        Remember(ordinal, slot);
    }

    private static void Count(MailFolder folder, bool isRead, int change)
    {
        folder.TotalCount += change;
        folder.UnreadCount += isRead ? 0 : change;
    }

    private DeltaPage<MessageView> ReadPage(MailFolder folder, int position, int top, bool initial, int start, bool moveQuirk = false)
    {
        var items = new List<MessageView>(Math.Min(top, folder.Log.Count));
        var removed = new HashSet<int>();
        for (; position < folder.Log.Count && items.Count < top; position++)
        {
            var entry = folder.Log[position];
            var ordinal = entry < 0 ? ~entry : entry;
            var slot = _slots[ordinal];
            if (entry < 0)
            {
                var hidden = (initial && position < start) || (slot.Folder == folder.Number && !moveQuirk);
                if (!hidden && removed.Add(ordinal))
                    items.Add(new MessageView(ordinal, folder.Number, null, slot.Folder < 0));
            }
            else if (slot.Folder == folder.Number && slot.LogPosition == position && !(moveQuirk && removed.Contains(ordinal)))
            {
                items.Add(new MessageView(ordinal, folder.Number, VersionOf(ordinal, slot), false));
            }
        }

        return new DeltaPage<MessageView>(items, position, position >= folder.Log.Count);
    }
}
