using System.Collections.Concurrent;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Finds folder paths and remembers them. Safe for concurrent use.</summary>
internal sealed class FolderPaths(IPersistentCache cache)
{
    // Nobody nests that deep; a damaged tree that loops must end.
    private const int MostLevels = 256;

    private readonly ConcurrentDictionary<(long ObjectId, int Head, string Key), string> _known = new();

    /// <summary>The path of the folders above an item; empty at the root.</summary>
    public async ValueTask<string> OfAsync(CachedItem item, CancellationToken cancellationToken) =>
        item.Version.ParentKey is { } parent ? await PathAsync(item.ObjectId, item.Head, parent, 0, cancellationToken).ConfigureAwait(false) : "";

    /// <summary>The path of a folder itself.</summary>
    public ValueTask<string> OfFolderAsync(CachedItem folder, CancellationToken cancellationToken) =>
        PathAsync(folder.ObjectId, folder.Head, folder.Version.Key, 0, cancellationToken);

    /// <summary>True when the path or one of its parents matches.</summary>
    public static bool IsWithin(string path, NamePattern folder)
    {
        for (int end = path.Length; end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (folder.Matches(path[..end]))
                return true;
        }
        return folder.Text.Length == 0;
    }

    private async ValueTask<string> PathAsync(long objectId, int head, string key, int level, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue((objectId, head, key), out string? known))
            return known;
        if (level > MostLevels)
            return "";
        ItemVersion? folder = await cache.FindItemAsync(objectId, head, key, cancellationToken).ConfigureAwait(false);
        string path = folder is null ? "" : await JoinAsync(objectId, head, folder, level, cancellationToken).ConfigureAwait(false);
        _known.TryAdd((objectId, head, key), path);
        return path;
    }

    private async ValueTask<string> JoinAsync(long objectId, int head, ItemVersion folder, int level, CancellationToken cancellationToken)
    {
        // A folder's own name may hold a slash; U+2215 looks like one and does not separate.
        string name = folder.Name.Replace('/', '\u2215');
        if (folder.ParentKey is null)
            return name;
        string above = await PathAsync(objectId, head, folder.ParentKey, level + 1, cancellationToken).ConfigureAwait(false);
        return above.Length == 0 ? name : above + "/" + name;
    }
}
