using System.Security.Cryptography;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>Compares a restore point with what the simulator held: same folders and paths, same items in them, same bytes.</summary>
internal static class TruthComparison
{
    public static async Task<IReadOnlyList<string>> RunAsync(RestorePointExplorer explorer, TenantSnapshot truth, bool versions = false)
    {
        Dictionary<string, string> expected = Expect(truth);
        foreach (SiteSnapshot site in truth.Sites)
        {
            foreach ((string key, string line) in SiteTruth.Lines(site, versions: versions, folders: false))
                expected.Add($"{site.Id}/{key}", line.ToLowerInvariant());
        }

        var differences = new List<string>();
        await foreach (RestoreItem item in explorer.FindAsync(new RestoreQuery { IncludeFolders = true, IncludeVersions = versions }, CancellationToken.None))
        {
            if (item.Version.Kind == ItemKind.Folder)
                continue;
            string key = $"{item.Identity.Object.Id}/{item.Version.Key}";
            string content = item.Version.Kind switch
            {
                ItemKind.ListItem or ItemKind.Page => SiteTruth.Text(await ReadAsync(explorer, item)),
                ItemKind.Message or ItemKind.File or ItemKind.FileVersion => await HashAsync(explorer, item),
                _ => ItemJsonTruth.Text(await ReadAsync(explorer, item)),
            };
            string held = $"{item.FolderPath} {item.Version.Name} {content}".ToLowerInvariant();
            if (!expected.Remove(key, out string? wanted))
                differences.Add($"{key} ({held}) is not at the source");
            else if (wanted != held)
                differences.Add($"{key}: '{held}' instead of '{wanted}'");
        }
        differences.AddRange(expected.Select(e => $"{e.Key} ({e.Value}) is missing"));
        return differences;
    }

    private static Dictionary<string, string> Expect(TenantSnapshot truth)
    {
        var expected = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (UserSnapshot user in truth.Users)
        {
            Dictionary<string, FolderTruth> folders = user.Mailbox?.Folders.ToDictionary(f => f.Id) ?? [];
            foreach (MessageTruth message in user.Mailbox?.Messages() ?? [])
                expected.Add($"{user.Id}/{message.Id}", $"{PathOf(folders, message.FolderId)} {message.Subject} {message.Sha256()}".ToLowerInvariant());
            Dictionary<string, FolderTruth> archived = user.Archive?.Folders.ToDictionary(f => f.Id) ?? [];
            foreach (MessageTruth message in user.Archive?.Messages() ?? [])
                expected.Add($"{user.Id}/{message.Id}", $"{PathOf(archived, message.FolderId)} {message.Subject} {message.Sha256()}".ToLowerInvariant());
            foreach (ItemTruth contact in user.Contacts?.Items ?? [])
                expected.Add($"{user.Id}/{contact.Id}", $"{PathOf(user.Contacts!, contact.FolderId)} {contact.Json["displayName"]} {ItemJsonTruth.Text(contact)}".ToLowerInvariant());
            foreach (ItemTruth one in user.Calendar?.Items ?? [])
                expected.Add($"{user.Id}/{one.Id}", $"{PathOf(user.Calendar!, one.FolderId)} {one.Json["subject"]} {ItemJsonTruth.Text(one)}".ToLowerInvariant());
            Dictionary<string, DriveItemTruth> items = user.Drive?.Items().ToDictionary(i => i.Id) ?? [];
            foreach (DriveItemTruth file in items.Values.Where(i => !i.IsFolder))
                expected.Add($"{user.Id}/{file.Id}", $"{PathOf(items, file.ParentId)} {file.Name} {file.Sha256()}".ToLowerInvariant());
        }
        foreach (GroupSnapshot group in truth.Groups)
        {
            foreach (ItemTruth post in group.Mailbox?.Posts ?? [])
            {
                string topic = group.Mailbox!.Threads.First(t => t.Id == post.FolderId).Topic;
                expected.Add($"{group.Id}/{post.Id}", $"{Join("", topic)} {topic} {ItemJsonTruth.Text(post)}".ToLowerInvariant());
            }
            if (group.Team is { } team)
                TeamTruth.Expect(group.Id, team, (key, path, name, json) => expected.Add(key, $"{Join("", path)} {name} {json}".ToLowerInvariant()));
        }
        return expected;
    }

    /// <summary>A folder that people see.</summary>
    public static bool IsVisible(FolderTruth folder) => !folder.Path.StartsWith("Recoverable Items", StringComparison.Ordinal);

    private static string PathOf(ItemsSnapshot snapshot, string folder) => snapshot.Folders.First(f => f.Id == folder).Path;

    private static async Task<byte[]> ReadAsync(RestorePointExplorer explorer, RestoreItem item)
    {
        await using Stream content = await explorer.OpenContentAsync(item, CancellationToken.None);
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static string PathOf(Dictionary<string, FolderTruth> folders, string? id) => id is not null && folders.TryGetValue(id, out FolderTruth? folder)
        ? Join(PathOf(folders, folder.ParentId), folder.DisplayName)
        : "";

    private static string PathOf(Dictionary<string, DriveItemTruth> items, string? id) => id is not null && items.TryGetValue(id, out DriveItemTruth? folder) && folder.ParentId is not null
        ? Join(PathOf(items, folder.ParentId), folder.Name)
        : "";

    private static string Join(string above, string name) => above.Length == 0 ? name.Replace('/', '\u2215') : above + "/" + name.Replace('/', '\u2215');

    private static async Task<string> HashAsync(RestorePointExplorer explorer, RestoreItem item)
    {
        await using Stream content = await explorer.OpenContentAsync(item, CancellationToken.None);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content));
    }
}
