using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Turns what the source tells into item versions.</summary>
internal static class MailItems
{
    public static ItemVersion Of(MailFolderRecord folder, string? parentKey) => new()
    {
        Key = folder.Id,
        Kind = ItemKind.Folder,
        ParentKey = parentKey,
        Name = folder.Name,
        Flags = folder.IsHidden ? ItemFlags.IsHidden : ItemFlags.None,
        VersionTag = VersionTag.Of("", folder.Properties.Span).ToString(),
    };

    public static ItemVersion Of(MessageRecord message, string? parentKey, VersionTag tag) => new()
    {
        Key = message.Id,
        Kind = ItemKind.Message,
        ParentKey = parentKey,
        Name = message.Subject,
        CreatedAt = message.Created,
        ModifiedAt = message.Received,
        VersionTag = tag.ToString(),
        From = message.From ?? message.Sender,
        To = message.To,
        Flags = message.Flags,
    };

    public static MailFolderRecord Held(ItemVersion folder) => new()
    {
        Id = folder.Key,
        ParentId = folder.ParentKey,
        Name = folder.Name,
        IsHidden = folder.Flags.HasFlag(ItemFlags.IsHidden),
    };
}
