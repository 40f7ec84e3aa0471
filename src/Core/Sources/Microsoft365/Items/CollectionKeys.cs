using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// The keys of one part of an object (a library or a list of a site): its ids are unique only within it, and are told apart from those of other parts by a mark in front
/// (<see cref="CollectionItemKey"/>). What lies at its top lies in its folder.
/// </summary>
internal sealed class CollectionKeys
{
    private readonly string _prefix;

    /// <param name="folderKey">The key of the folder that stands for the part.</param>
    public CollectionKeys(string folderKey)
    {
        FolderKey = folderKey;
        _prefix = CollectionItemKey.PrefixOf(folderKey);
    }

    public string FolderKey { get; }

    /// <summary>True for the key of something in this part; not for that of its folder.</summary>
    public bool Owns(string key) => key.StartsWith(_prefix, StringComparison.Ordinal);

    /// <summary>The key in the object of an id in this part.</summary>
    public string Widen(string id) => _prefix + id;

    /// <summary>The change as the object's.</summary>
    public SourceChange Widen(SourceChange change) => change switch
    {
        SourceChange.Upsert upsert => upsert with { Version = Widen(upsert.Version) },
        SourceChange.Removal removal => new SourceChange.Removal(Widen(removal.Key)),
        SourceChange.Missing { ItemKey: { } key } missing => missing with { ItemKey = Widen(key) },
        _ => change,
    };

    /// <summary>What is held, as the part knows it.</summary>
    public ItemVersion Narrow(ItemVersion held) => held with { Key = Narrow(held.Key), ParentKey = held.ParentKey is null || held.ParentKey == FolderKey ? null : Narrow(held.ParentKey) };

    /// <summary>The id in this part of a key in the object.</summary>
    public string Narrow(string key) => Owns(key) ? key[_prefix.Length..] : key;

    private ItemVersion Widen(ItemVersion version) => version with { Key = Widen(version.Key), ParentKey = version.ParentKey is null ? FolderKey : Widen(version.ParentKey) };
}
