using System.Diagnostics;
using System.Text.Json;

namespace Veeam365.Backup.Bench;

/// <content>The peer of an incremental session: it holds a token of every collection, asks each once, and fetches the contents of what changed.</content>
internal sealed partial class BareClient
{
    /// <summary>Enumerates everything and writes down where each collection is now: user, kind and link, a line each.</summary>
    public static async Task<ChildResult> TrackAsync(BareClientOptions options, string file, CancellationToken cancellationToken)
    {
        using var client = new BareClient(options);
        await client.SignInAsync(cancellationToken);
        var lines = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await Parallel.ForEachAsync(await client.ListUsersAsync(cancellationToken), Limit(options.ObjectConcurrency, cancellationToken), async (user, token) =>
        {
            foreach (string line in await client.TrackUserAsync(user, token))
                lines.Enqueue(line);
        });
        await Parallel.ForEachAsync(await client.ListSitesAsync(cancellationToken), Limit(options.ObjectConcurrency, cancellationToken), async (site, token) =>
        {
            foreach (string line in await client.TrackSiteAsync(site, token))
                lines.Enqueue(line);
        });
        await File.WriteAllLinesAsync(file, lines, cancellationToken);
        return new ChildResult("Success", 0, 0, 0, 0, client._requests, 0);
    }

    /// <summary>Asks every collection for what changed. The links in the file go on.</summary>
    public static async Task<ChildResult> FollowAsync(BareClientOptions options, string file, CancellationToken cancellationToken)
    {
        ILookup<string, string[]> byObject = (await File.ReadAllLinesAsync(file, cancellationToken)).Select(l => l.Split('\t')).ToLookup(l => $"{l[0]} {l[1] == "drive"}");
        var next = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var client = new BareClient(options);
        var watch = Stopwatch.StartNew();
        await client.SignInAsync(cancellationToken);
        await client.ListUsersAsync(cancellationToken);
        if (byObject.Any(o => o.Any(line => line[1] == "site")))
            await client.ListSitesAsync(cancellationToken);
        await Parallel.ForEachAsync(byObject, Limit(options.ObjectConcurrency, cancellationToken), async (collections, token) =>
        {
            await Parallel.ForEachAsync(collections, Limit(options.FoldersSideBySide, token), async (line, inner) =>
                next.Enqueue($"{line[0]}\t{line[1]}\t{await client.FollowOneAsync(line[0], line[1], new Uri(line[2]), inner)}"));
        });
        double seconds = watch.Elapsed.TotalSeconds;
        await File.WriteAllLinesAsync(file, next, cancellationToken);
        return new ChildResult("Success", seconds, ChildResult.ProcessorSeconds(), ChildResult.PeakMiB(), client._items, client._requests, client._bytes);
    }

    private async Task<List<string>> ListUsersAsync(CancellationToken cancellationToken)
    {
        var users = new List<string>();
        await foreach (JsonElement user in PagesAsync(new Uri(_graph, "users?$select=id&$top=999"), cancellationToken))
            users.Add(user.GetProperty("id").GetString()!);
        return users;
    }

    private async Task<List<string>> TrackUserAsync(string user, CancellationToken cancellationToken)
    {
        var folders = new List<string> { "msgfolderroot", "recoverableitemsroot" };
        string listing = $"users/{user}/mailFolders/recoverableitemsroot/childFolders?includeHiddenFolders=true&$top=100&{FolderProperties}";
        string hierarchy = await RoundAsync(new Uri(_graph, $"users/{user}/mailFolders/delta?includeHiddenFolders=true&{FolderProperties}"), f => folders.Add(IdOf(f)), cancellationToken);
        await RoundAsync(new Uri(_graph, listing), f => folders.Add(IdOf(f)), cancellationToken);
        var lines = new List<string> { $"{user}\tfolders\t{hierarchy}", $"{user}\tlist\t{new Uri(_graph, listing)}" };
        foreach (string folder in folders)
            lines.Add($"{user}\tmessages\t{await RoundAsync(new Uri(_graph, $"users/{user}/mailFolders/{folder}/messages/delta?{MessageProperties}"), _ => { }, cancellationToken)}");
        using JsonDocument drive = await JsonAsync(new Uri(_graph, $"users/{user}/drive"), cancellationToken);
        lines.Add($"{user}\tdrive\t{await RoundAsync(new Uri(_graph, $"drives/{IdOf(drive.RootElement)}/root/delta?$top=500"), _ => { }, cancellationToken)}");
        return lines;
    }

    private async Task<List<string>> ListSitesAsync(CancellationToken cancellationToken)
    {
        var sites = new List<string>();
        await foreach (JsonElement site in PagesAsync(new Uri(_graph, "sites/getAllSites?$top=500"), cancellationToken))
        {
            if (!site.TryGetProperty("isPersonalSite", out JsonElement personal) || !personal.GetBoolean())
                sites.Add(IdOf(site));
        }
        return sites;
    }

    private async Task<List<string>> TrackSiteAsync(string site, CancellationToken cancellationToken)
    {
        string path = $"sites/{Uri.EscapeDataString(site)}";
        var lines = new List<string>();
        var drives = new List<string>();
        var addresses = new HashSet<string>();
        await RoundAsync(
            Listed($"{path}/drives"),
            d =>
            {
                drives.Add(IdOf(d));
                addresses.Add(Uri.UnescapeDataString(d.GetProperty("webUrl").GetString()!));
            },
            cancellationToken);
        var lists = new List<string>();
        await RoundAsync(
            Listed($"{path}/lists"),
            l =>
            {
                if (!addresses.Contains(Uri.UnescapeDataString(l.GetProperty("webUrl").GetString()!)))
                    lists.Add(IdOf(l));
            },
            cancellationToken);
        Listed($"{path}/pages/microsoft.graph.sitePage");
        Listed($"{path}/sites");
        foreach (string drive in drives)
            lines.Add($"{site}\tdrive\t{await RoundAsync(new Uri(_graph, $"drives/{drive}/root/delta?$top=500"), _ => { }, cancellationToken)}");
        foreach (string list in lists)
            lines.Add($"{site}\titems\t{await RoundAsync(new Uri(_graph, $"{path}/lists/{list}/items/delta?$expand=fields&$top=500"), _ => { }, cancellationToken)}");
        return lines;

        Uri Listed(string listing)
        {
            var address = new Uri(_graph, listing);
            lines.Add($"{site}\tsite\t{address}");
            return address;
        }
    }

    private async Task<string> FollowOneAsync(string user, string kind, Uri link, CancellationToken cancellationToken)
    {
        var contents = new List<(Uri Address, bool Authorized)>();
        string next = await RoundAsync(
            link,
            item =>
            {
                if (kind == "items" && item.TryGetProperty("fields", out _))
                    Interlocked.Increment(ref _items);
                else if (kind == "messages" && !item.TryGetProperty("@removed", out _))
                    contents.Add((new Uri(_graph, $"users/{user}/messages/{IdOf(item)}/$value"), true));
                else if (kind == "drive" && item.TryGetProperty("@microsoft.graph.downloadUrl", out JsonElement url))
                    contents.Add((new Uri(url.GetString()!), false));
            },
            cancellationToken);
        foreach ((Uri address, bool authorized) in contents)
            await DiscardAsync(address, cancellationToken, authorized);
        return next;
    }

    /// <returns>The delta link; the same address again where there is none.</returns>
    private async Task<string> RoundAsync(Uri first, Action<JsonElement> found, CancellationToken cancellationToken)
    {
        for (Uri at = first; ;)
        {
            using JsonDocument page = await JsonAsync(at, cancellationToken);
            foreach (JsonElement element in page.RootElement.GetProperty("value").EnumerateArray())
                found(element);
            if (page.RootElement.TryGetProperty("@odata.nextLink", out JsonElement next))
                at = new Uri(next.GetString()!);
            else
                return page.RootElement.TryGetProperty("@odata.deltaLink", out JsonElement delta) ? delta.GetString()! : first.ToString();
        }
    }

    private static string IdOf(JsonElement element) => element.GetProperty("id").GetString()!;
}
