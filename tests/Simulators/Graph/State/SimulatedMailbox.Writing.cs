namespace Veeam365.Simulators.Graph;

/// <content>What clients of the service change.</content>
public sealed partial class SimulatedMailbox
{
    /// <summary>PidTagMessageFlags: once a message is there the store takes the value and changes nothing.</summary>
    private const string MessageFlags = "Integer 0x0E07";

    /// <summary>PidTagMessageDeliveryTime.</summary>
    private const string DeliveryTime = "SystemTime 0x0E06";

    internal FolderView CreateFolder(string parent, string name, bool isHidden)
    {
        lock (_lock)
        {
            RefuseWhenFull();
            var above = FindById(parent);
            if (_folders.Exists(folder => folder.Parent == above.Number && !folder.IsDeleted && folder.DisplayName.Equals(name, StringComparison.OrdinalIgnoreCase)))
                throw new GraphException(409, "ErrorFolderExists", "A folder with the specified name already exists.");
            return FolderView.Of(NewFolder(name, above.Number, null, isHidden));
        }
    }

    internal FolderView RenameById(string folder, string name)
    {
        lock (_lock)
        {
            var found = FindById(folder);
            found.DisplayName = name;
            LogFolder(found);
            return FolderView.Of(found);
        }
    }

    internal FolderView MoveById(string folder, string parent)
    {
        lock (_lock)
        {
            var found = FindById(folder);
            var target = FindById(parent);
            if (_folders.Exists(other => other != found && other.Parent == target.Number && !other.IsDeleted && other.DisplayName.Equals(found.DisplayName, StringComparison.OrdinalIgnoreCase)))
                throw new GraphException(409, "ErrorFolderExists", "A folder with the specified name already exists.");
            Reparent(found, target);
            return FolderView.Of(found);
        }
    }

    internal void DeleteById(string folder)
    {
        lock (_lock)
        {
            var found = FindById(folder);
            if (found.WellKnownName is not null)
                throw new GraphException(400, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted.");
            Remove(found);
        }
    }

    /// <summary>As Exchange makes them from MIME: a draft that is read, received now, whatever the content says.</summary>
    internal MessageView Create(string? folder, byte[] mime)
    {
        var source = new StoredMime(mime);
        lock (_lock)
        {
            RefuseWhenFull();
            var now = Now();
            var target = folder is null ? _folders[_wellKnown["drafts"]] : FindById(folder);
            var version = new MessageVersion { Source = source, Received = now, Created = now, Modified = now, ChangeNumber = ++_changes, IsRead = true, IsDraft = true };
            var ordinal = _slots.Add(new MessageSlot(target.Number, target.Log.Count, version));
            target.Log.Add(ordinal);
            Count(target, version.IsRead, 1);
            return new MessageView(ordinal, target.Number, version, false);
        }
    }

    internal MessageView Patch(string id, MessagePatch patch)
    {
        lock (_lock)
        {
            var ordinal = Resolve(id);
            var slot = _slots[ordinal];
            var before = VersionOf(ordinal, slot);
            var extended = before.Extended;
            foreach (var (name, value) in patch.Extended.Where(static p => p.Key is not (MessageFlags or DeliveryTime)))
                extended = extended.SetItem(name, value);
            var after = before with
            {
                IsRead = patch.IsRead ?? before.IsRead,
                Categories = patch.Categories ?? before.Categories,
                Flag = patch.Flag ?? before.Flag,
                Importance = patch.Importance ?? before.Importance,
                Received = patch.Extended.TryGetValue(DeliveryTime, out var received) ? ParseTime(received) : before.Received,
                Extended = extended,
                Modified = Now(),
                ChangeNumber = ++_changes,
            };
            var folder = _folders[slot.Folder];
            folder.UnreadCount += (before.IsRead ? 1 : 0) - (after.IsRead ? 1 : 0);
            Log(folder, ordinal, after);
            return new MessageView(ordinal, slot.Folder, after, false);
        }
    }

    internal MessageView MoveMessageById(string id, string folder)
    {
        lock (_lock)
        {
            var ordinal = Resolve(id);
            Move(ordinal, FindById(folder));
            return new MessageView(ordinal, _slots[ordinal].Folder, VersionOf(ordinal, _slots[ordinal]), false);
        }
    }

    /// <summary>A client's delete: into the recoverable items.</summary>
    internal void Discard(string id)
    {
        lock (_lock)
        {
            Move(Resolve(id), _folders[_wellKnown["recoverableitemsdeletions"]]);
        }
    }

    internal void Purge(string id)
    {
        lock (_lock)
        {
            Remove(Resolve(id));
        }
    }

    /// <summary>Puts an attachment at the end of a message's content; returns its place.</summary>
    internal (MessageView View, int Index) Attach(string id, NewAttachment attachment)
    {
        lock (_lock)
        {
            RefuseWhenFull();
            var ordinal = Resolve(id);
            var slot = _slots[ordinal];
            var before = VersionOf(ordinal, slot);
            var source = new StoredMime(MimeComposer.Attach(before.Source.ToArray(), attachment));
            var after = before with { Source = source, Modified = Now(), ChangeNumber = ++_changes };
            Log(_folders[slot.Folder], ordinal, after);
            return (new MessageView(ordinal, slot.Folder, after, false), MimeAttachment.Of(MimeEntity.Parse(source.ToArray())).Count - 1);
        }
    }

    private void RefuseWhenFull()
    {
        if (IsOverQuota)
            throw new GraphException(507, "ErrorQuotaExceeded", "The mailbox has exceeded its storage quota.");
    }

    private static DateTimeOffset ParseTime(string text) =>
        DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : throw GraphException.BadRequest("The value of an extended property is no time.");
}
