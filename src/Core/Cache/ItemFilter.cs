using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>An <see cref="ItemQuery"/> made ready for comparing.</summary>
internal sealed class ItemFilter(ItemQuery query)
{
    private readonly SearchPattern? _objectName = SearchPattern.From(query.ObjectName);
    private readonly SearchPattern? _name = SearchPattern.From(query.Name);
    private readonly SearchPattern? _from = SearchPattern.From(query.From);

    public ItemQuery Query => query;

    /// <summary>The parents, each once; null for any.</summary>
    public IReadOnlySet<string>? ParentKeys { get; } = query.ParentKeys?.ToHashSet(StringComparer.Ordinal);

    public bool Admits(ObjectIdentity identity) =>
        (query.ObjectKey is null || query.ObjectKey == identity.Key)
        && (query.Workload is null || query.Workload == identity.Workload)
        && (_objectName is null || _objectName.Matches(identity.Object.DisplayName) || _objectName.Matches(identity.Object.Address));

    public bool Admits(ItemVersion version) =>
        (query.Kind is { } kind ? version.Kind == kind : (query.IncludeFolders || version.Kind != ItemKind.Folder) && (query.IncludeVersions || version.Kind != ItemKind.FileVersion))
        && (ParentKeys is null || (version.ParentKey is { } parent && ParentKeys.Contains(parent)))
        && (_name is null || _name.Matches(version.Name))
        && (_from is null || _from.Matches(version.From));

    public ItemScan ToScan(long objectId, int head) => new()
    {
        ObjectId = objectId,
        Head = head,
        Kind = query.Kind,
        WithoutFolders = query.Kind is null && !query.IncludeFolders,
        WithoutVersions = query.Kind is null && !query.IncludeVersions,
        Name = _name,
        From = _from,
    };
}
