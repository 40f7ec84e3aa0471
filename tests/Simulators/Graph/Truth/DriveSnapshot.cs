namespace Veeam365.Simulators.Graph;

/// <summary>A drive as it was.</summary>
public sealed class DriveSnapshot
{
    private readonly CowView<DriveItemVersion> _items;
    private readonly DriveIds _ids;

    internal DriveSnapshot(string id, DriveIds ids, CowView<DriveItemVersion> items)
    {
        Id = id;
        _ids = ids;
        _items = items;
    }

    public string Id { get; }

    /// <summary>Files and folders, the root included.</summary>
    public IEnumerable<DriveItemTruth> Items()
    {
        for (var ordinal = 0; ordinal < _items.Count; ordinal++)
        {
            var item = _items[ordinal];
            if (item.IsDeleted)
                continue;
            yield return new DriveItemTruth(
                _ids.Item(ordinal),
                item.Parent < 0 ? null : _ids.Item(item.Parent),
                item.Name,
                Path(item),
                item.Content is null,
                item.Modified,
                item.Content)
            {
                Versions = [.. item.Versions.Select(static version => new FileVersionTruth(version.Id, version.Content, version.Modified))],
                Permissions = item.Permissions,
            };
        }
    }

    private string Path(DriveItemVersion item)
    {
        if (item.Parent < 0)
            return "";
        var path = item.Name;
        for (var above = _items[item.Parent]; above.Parent >= 0; above = _items[above.Parent])
            path = above.Name + "/" + path;
        return path;
    }
}
