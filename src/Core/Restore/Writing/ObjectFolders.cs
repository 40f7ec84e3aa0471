using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>The folders of one object in a restore point.</summary>
internal sealed class ObjectFolders
{
    private const int MostLevels = 300;

    private readonly Dictionary<string, RestoreItem> _byKey;

    private ObjectFolders(Dictionary<string, RestoreItem> byKey) => _byKey = byKey;

    /// <summary>All, parents before their children.</summary>
    public IReadOnlyList<RestoreItem> InOrder { get; private init; } = [];

    public static async Task<ObjectFolders> ReadAsync(RestorePointExplorer explorer, ObjectIdentity identity, CancellationToken cancellationToken)
    {
        var byKey = new Dictionary<string, RestoreItem>(StringComparer.Ordinal);
        await foreach (RestoreItem folder in explorer.FindInAsync(identity, new RestoreQuery { Kinds = [ItemKind.Folder], IncludeFolders = true }, null, cancellationToken).ConfigureAwait(false))
            byKey[folder.Version.Key] = folder;
        return new ObjectFolders(byKey) { InOrder = [.. byKey.Values.OrderBy(f => LevelOf(byKey, f)).ThenBy(f => f.FolderPath, StringComparer.Ordinal)] };
    }

    public RestoreItem? Find(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>True for what lies in the recoverable items, where nothing can be written.</summary>
    public bool IsRecoverable(string? folderKey)
    {
        RestoreItem? top = folderKey is null ? null : Find(folderKey);
        for (var level = 0; top?.Version.ParentKey is { } parent && level < MostLevels; level++)
            top = Find(parent);
        // Exchange names it so in every language; people do not see it and cannot make one like it: it is hidden.
        return top is { Version: { Name: "Recoverable Items" } version } && version.Flags.HasFlag(ItemFlags.IsHidden);
    }

    private static int LevelOf(Dictionary<string, RestoreItem> byKey, RestoreItem folder)
    {
        int level = 0;
        for (string? parent = folder.Version.ParentKey; parent is not null && level < MostLevels && byKey.TryGetValue(parent, out RestoreItem? above); parent = above.Version.ParentKey)
            level++;
        return level;
    }
}
