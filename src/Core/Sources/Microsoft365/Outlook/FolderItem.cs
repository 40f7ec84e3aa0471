using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Folders as items.</summary>
internal static class FolderItem
{
    public static ItemVersion Of(FolderRecord folder, string? parentKey) => new()
    {
        Key = folder.Id,
        Kind = ItemKind.Folder,
        ParentKey = parentKey,
        Name = folder.Name,
        Flags = folder.IsHidden ? ItemFlags.IsHidden : ItemFlags.None,
        VersionTag = VersionTag.Of("", folder.Properties.Span).ToString(),
    };

    public static FolderRecord Held(ItemVersion folder) => new()
    {
        Id = folder.Key,
        ParentId = folder.ParentKey,
        Name = folder.Name,
        IsHidden = folder.Flags.HasFlag(ItemFlags.IsHidden),
    };
}
