using System.Text.Json.Nodes;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Restore;

/// <summary>
/// What a user holds, item by item, in words that leave out what Graph does not let a restore set (docs/restore.md): ids, changeKeys, creation times, whether a message is a draft.
/// </summary>
internal static class TargetTruth
{
    private static readonly string[] Forced =
    [
        "id", "changeKey", "createdDateTime", "lastModifiedDateTime", "parentFolderId", "iCalUId", "seriesMasterId", "hasAttachments",
    ];

    /// <summary>Messages outside of the recoverable items.</summary>
    public static IReadOnlyList<string> Mail(MailboxSnapshot mailbox, Func<MessageTruth, string>? content = null)
    {
        Dictionary<string, FolderTruth> folders = mailbox.Folders.ToDictionary(f => f.Id);
        return
        [
            .. mailbox.Messages().Where(m => folders.ContainsKey(m.FolderId) && !folders[m.FolderId].Path.StartsWith("Recoverable", StringComparison.Ordinal))
                .Select(m => $"{folders[m.FolderId].Path}|{m.Subject}|{(content ?? (x => x.Sha256()))(m)}|{m.IsRead}|{string.Join(',', m.Categories)}|{m.Flag}|{m.Received:O}").Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Ids of the messages in a folder, by its path.</summary>
    public static IReadOnlyList<string> Ids(SimulatedMailbox mailbox, string path)
    {
        MailboxSnapshot now = mailbox.Snapshot();
        string folder = now.Folders.First(f => f.Path == path).Id;
        return [.. now.Messages().Where(m => m.FolderId == folder).Select(m => m.Id)];
    }

    public static IReadOnlyList<string> MailFolders(MailboxSnapshot mailbox) =>
        [.. mailbox.Folders.Where(f => !f.Path.StartsWith("Recoverable", StringComparison.Ordinal)).Select(f => $"{f.Path}|{f.IsHidden}").Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> Files(DriveSnapshot drive) =>
        [.. drive.Items().Where(i => i.ParentId is not null).Select(i => i.IsFolder ? $"{i.Path}/" : $"{i.Path}|{i.Sha256()}|{i.Modified:O}").Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> Items(ItemsSnapshot items) =>
        [.. items.Items.Select(i => $"{items.Folders.First(f => f.Id == i.FolderId).Path}|{Describe(i)}").Order(StringComparer.Ordinal)];

    private static string Describe(ItemTruth item)
    {
        var json = (JsonObject)item.Json.DeepClone();
        foreach (string name in Forced)
            json.Remove(name);
        if (json["cancelledOccurrences"] is JsonArray cancelled)
            json["cancelledOccurrences"] = new JsonArray([.. cancelled.Select(c => (JsonNode)c!.GetValue<string>().Split('.')[^1]).OrderBy(c => c.GetValue<string>(), StringComparer.Ordinal)]);
        if (item.Photo is { } photo)
            json["photo"] = Convert.ToBase64String(photo);
        json["attachments"] = new JsonArray([.. item.Attachments.Select(a => (JsonNode)$"{a["name"]}|{a["contentBytes"]}|{a["isInline"]}")]);
        json["exceptions"] = new JsonArray([.. item.Exceptions.OrderBy(e => (string?)e.Json["originalStart"], StringComparer.Ordinal).Select(e => (JsonNode)Describe(e))]);
        return new JsonObject(json.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))).ToJsonString();
    }
}
