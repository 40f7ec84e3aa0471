using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Model;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests;

/// <summary>What must be held of a site, one line an item: key, path, name and content.</summary>
internal static class SiteTruth
{
    /// <summary>Lines by item key; folders of libraries included, those that stand for collections not.</summary>
    public static IEnumerable<(string Key, string Line)> Lines(SiteSnapshot site, string path = "", bool versions = false, bool folders = true)
    {
        foreach (LibrarySnapshot library in site.Libraries)
        {
            string prefix = CollectionItemKey.PrefixOf(CollectionItemKey.Library + library.Drive.Id);
            foreach (DriveItemTruth item in library.Drive.Items().Where(i => i.ParentId is not null && (folders || !i.IsFolder)))
            {
                string folder = Join(path, library.Name, Above(item.Path));
                yield return (prefix + item.Id, $"{folder} {item.Name} {item.Sha256()}");
                foreach (FileVersionTruth version in versions ? item.Versions : [])
                    yield return ($"{prefix}{item.Id}@{version.Id}", $"{folder}/{item.Name} {version.Id} {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Bytes(version.Content)))}");
            }
        }

        foreach (ListSnapshot list in site.Lists)
        {
            string prefix = CollectionItemKey.PrefixOf(CollectionItemKey.List + list.Id);
            foreach (ListItemTruth item in list.Items)
                yield return (prefix + item.Id, $"{Join(path, list.Name)} {item.Json["fields"]!["Title"]} {Text(item.Json)}");
        }

        string pages = CollectionItemKey.PrefixOf(CollectionItemKey.Pages + site.Id);
        foreach (PageTruth page in site.Pages)
            yield return (pages + page.Id, $"{Join(path, "Pages")} {page.Name} {Text(page.Json)}");
        foreach ((string, string) line in site.Subsites.SelectMany(s => Lines(s, Join(path, s.DisplayName), versions, folders)))
            yield return line;
    }

    /// <summary>JSON written in one way, so that texts can be compared.</summary>
    public static string Text(byte[] json) => Text(JsonNode.Parse(json)!);

    private static string Text(JsonNode json) => Sorted(json).ToJsonString();

    private static JsonNode Sorted(JsonNode node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value is null ? null : (JsonNode?)Sorted(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(n => n is null ? null : Sorted(n))]),
        _ => node.DeepClone(),
    };

    private static byte[] Bytes(FileContent content)
    {
        byte[] bytes = new byte[content.Length];
        content.Read(0, bytes);
        return bytes;
    }

    private static string Above(string path) => path.LastIndexOf('/') is > 0 and var at ? path[..at] : "";

    private static string Join(params string[] parts) => string.Join('/', parts.Where(p => p.Length > 0));
}
