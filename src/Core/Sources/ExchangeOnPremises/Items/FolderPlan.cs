using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>The folders of the part that is read: which there are, where each lies among them, and in which items can be.</summary>
internal sealed class FolderPlan
{
    private readonly Dictionary<string, FolderEntry> _all = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FolderEntry> _own = new(StringComparer.Ordinal);
    private readonly string _rootId;

    /// <param name="rootId">The folder at the top, which is no item.</param>
    /// <param name="trees">All folders of the mailbox's trees.</param>
    /// <param name="excluded">Ids of folders that are left out with all below them.</param>
    /// <param name="part">What is read.</param>
    public FolderPlan(string rootId, IEnumerable<FolderEntry> trees, IReadOnlySet<string> excluded, MailboxPart part)
    {
        _rootId = rootId;
        foreach (FolderEntry folder in trees.Where(f => f.Id != rootId))
            _all[folder.Id] = folder;
        foreach (FolderEntry folder in _all.Values.Where(f => part.Owns(f) && !IsBelow(f, excluded)))
            _own[folder.Id] = folder;
    }

    public IReadOnlyCollection<FolderEntry> Folders => _own.Values;

    public bool Contains(string id) => _own.ContainsKey(id);

    /// <summary>One of the part's folders; null for others and for the root.</summary>
    public FolderEntry? Find(string id) => _own.GetValueOrDefault(id);

    public string RootId => _rootId;

    /// <summary>The parent key of something that lies in the folder: the nearest folder above that belongs to the part; null at its top.</summary>
    public string? KeyOf(string? folderId)
    {
        string? id = folderId;
        for (int depth = 0; id is not null && id != _rootId && depth <= _all.Count; depth++)
        {
            if (_own.ContainsKey(id))
                return id;
            id = _all.GetValueOrDefault(id)?.ParentId;
        }
        return null;
    }

    /// <summary>The folder as an item.</summary>
    public SourceChange.Upsert Upsert(FolderEntry folder)
    {
        byte[] properties = folder.ToJson();
        return new SourceChange.Upsert(
            new ItemVersion
            {
                Key = folder.Id,
                Kind = ItemKind.Folder,
                ParentKey = KeyOf(folder.ParentId),
                Name = folder.Name,
                Flags = folder.IsHidden ? ItemFlags.IsHidden : ItemFlags.None,
                VersionTag = VersionTag.Of("", properties).ToString(),
            },
            properties,
            null);
    }

    private bool IsBelow(FolderEntry folder, IReadOnlySet<string> excluded)
    {
        FolderEntry? at = folder;
        // A server that tells of a circle must not make us walk it for ever.
        for (int depth = 0; at is not null && depth <= _all.Count; depth++)
        {
            if (excluded.Contains(at.Id))
                return true;
            at = _all.GetValueOrDefault(at.ParentId);
        }
        return false;
    }
}
