using System.Text.Json.Nodes;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Restore;

/// <summary>
/// What a user holds, item by item, in words that leave out what Graph does not let a restore set (docs/restore.md): ids, changeKeys, creation times, whether a message is a draft, links attached to events.
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

    /// <summary>Files, list items and pages of a site and its subsites.</summary>
    public static IReadOnlyList<string> Site(SiteSnapshot site) => [.. SiteLines(site).Order(StringComparer.Ordinal)];

    /// <summary>Settings, members, channels and tabs of a team; not its posts, which nothing can put back.</summary>
    public static IReadOnlyList<string> Team(TeamSnapshot team) =>
    [
        .. new[] { Text(team.Settings) }
            .Concat(team.Members.Select(m => $"member {Member(m)}"))
            .Concat(team.Channels.SelectMany(c => c.Tabs.Select(t => $"{c.Name}: tab {t["displayName"]} {Text((JsonObject)t["configuration"]!)} {t["teamsApp"]!["id"]}")))
            .Concat(team.Channels.SelectMany(c => c.Members.Select(m => $"{c.Name}: member {Member(m)}")))
            .Concat(team.Channels.Select(c => $"{c.Name} {c.Json["membershipType"]} {c.Json["description"]}"))
            .Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> SiteLines(SiteSnapshot site) =>
        site.Libraries.SelectMany(l => Files(l.Drive).Select(f => $"{l.Name}: {f}"))
            .Concat(site.Lists.SelectMany(l => l.Items.Select(i => $"{l.Name}: {i.Json["contentType"]!["name"]} {Fields(i)}")))
            .Concat(site.Lists.Select(l => $"list {l.Name}"))
            .Concat(site.Pages.Select(p => $"page {p.Name} {p.Json["title"]} {p.Json["publishingState"]!["level"]} {p.Json["canvasLayout"]!.ToJsonString()}"))
            .Concat(site.Subsites.SelectMany(s => SiteLines(s).Select(l => $"{s.DisplayName}/{l}")));

    private static string Fields(ListItemTruth item) => Text(new JsonObject(((JsonObject)item.Json["fields"]!)
        .Where(f => f.Key is not ("@odata.etag" or "id" or "Created" or "Modified" or "_UIVersionString")).Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone()))));

    private static string Member(JsonObject member) => $"{member["userId"]} {string.Join(',', ((JsonArray)member["roles"]!).Select(r => (string)r!))}";

    private static string Text(JsonObject json) => new JsonObject(json.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))).ToJsonString();

    private static string Describe(ItemTruth item)
    {
        var json = (JsonObject)item.Json.DeepClone();
        foreach (string name in Forced)
            json.Remove(name);
        if (json["cancelledOccurrences"] is JsonArray cancelled)
            json["cancelledOccurrences"] = new JsonArray([.. cancelled.Select(c => (JsonNode)c!.GetValue<string>().Split('.')[^1]).OrderBy(c => c.GetValue<string>(), StringComparer.Ordinal)]);
        if (item.Photo is { } photo)
            json["photo"] = Convert.ToBase64String(photo);
        json["attachments"] = new JsonArray([.. item.Attachments.Where(a => a["contentBytes"] is not null).Select(a => (JsonNode)$"{a["name"]}|{a["contentBytes"]}|{a["isInline"]}")]);
        json["exceptions"] = new JsonArray([.. item.Exceptions.OrderBy(e => (string?)e.Json["originalStart"], StringComparer.Ordinal).Select(e => (JsonNode)Describe(e))]);
        return new JsonObject(json.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))).ToJsonString();
    }
}
