using System.Security.Cryptography;
using System.Text;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Tests.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Histories;

/// <summary>A site in a history: libraries, lists, pages and subsites. It changes between sessions only.</summary>
internal sealed class SiteHistory(SimulatedSite site, Random random) : HistoryWorkload(site.Id, Workload.Site)
{
    private readonly SiteChanges _changes = new(site, random);

    public override bool ReadsContent => true;

    public override void Change(Random random) => _changes.Make(1);

    public override void ChangeMeanwhile(Random random)
    {
    }

    public override void ExpireTokens() => site.ExpireDeltaTokens();

    public override Dictionary<string, ItemText> At(long moment) => Lines(site.Snapshot(), null).ToDictionary(StringComparer.Ordinal);

    public override ItemText Describe(ItemVersion held, byte[]? content) => held.Kind switch
    {
        ItemKind.Folder => Folder(held.Name, held.ParentKey),
        ItemKind.ListItem or ItemKind.Page => Item(held.Name, SiteTruth.Text(content!), held.ParentKey),
        _ => Item(held.Name, held.Content?.Hash.ToString() ?? "", held.ParentKey),
    };

    protected override IReadOnlyList<TimedState> History(long from, long to) => [];

    protected override ItemText Describe(object state) => throw new InvalidOperationException();

    private static IEnumerable<(string Key, ItemText Text)> Lines(SiteSnapshot web, string? above)
    {
        foreach (LibrarySnapshot library in web.Libraries)
        {
            string key = CollectionItemKey.Library + library.Drive.Id, prefix = CollectionItemKey.PrefixOf(key);
            yield return (key, Folder(library.Name, above));
            List<DriveItemTruth> items = [.. library.Drive.Items()];
            string root = items.Find(i => i.ParentId is null)!.Id;
            foreach (DriveItemTruth item in items.Where(i => i.ParentId is not null))
            {
                string parent = item.ParentId == root ? key : prefix + item.ParentId;
                yield return (prefix + item.Id, item.IsFolder ? Folder(item.Name, parent) : Item(item.Name, item.Sha256()!, parent));
            }
        }

        foreach (ListSnapshot list in web.Lists)
        {
            string key = CollectionItemKey.List + list.Id, prefix = CollectionItemKey.PrefixOf(key);
            yield return (key, Folder(list.Name, above));
            foreach (ListItemTruth item in list.Items)
                yield return (prefix + item.Id, Item((string)item.Json["fields"]!["Title"]!, Json(item.Json), key));
        }

        string pages = CollectionItemKey.Pages + web.Id;
        if (web.Pages.Count > 0)
            yield return (pages, Folder("Pages", above));
        foreach (PageTruth page in web.Pages)
            yield return (CollectionItemKey.PrefixOf(pages) + page.Id, Item(page.Name, Json(page.Json), pages));
        foreach (SiteSnapshot subsite in web.Subsites)
        {
            string key = CollectionItemKey.Subsite + subsite.Id;
            yield return (key, Folder(subsite.DisplayName, above));
            foreach ((string, ItemText) line in Lines(subsite, key))
                yield return line;
        }
    }

    private static string Json(System.Text.Json.Nodes.JsonObject json) => SiteTruth.Text(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static ItemText Folder(string name, string? parent) => new($"folder {name} below {parent}") { Parent = parent ?? "" };

    private static ItemText Item(string name, string content, string? parent) =>
        new($"item {name} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)).AsSpan(0, 6))} below {parent}") { Parent = parent ?? "" };
}
