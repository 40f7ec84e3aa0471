using System.Text.Json;
using System.Text.Json.Nodes;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A column of a list: https://learn.microsoft.com/graph/api/resources/columndefinition.</summary>
/// <param name="Name">Its name in the fields of items.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Json">Its definition.</param>
internal sealed record ListColumn(string Name, ListColumnKind Kind, JsonElement Json)
{
    // What a definition says of its kind, in the member that is there.
    private static readonly string[] Plain = ["text", "number", "boolean", "dateTime", "choice", "currency"];

    // Of what is sent to make one: ids, groups and what follows from the kind are the service's.
    private static readonly string[] Sent = ["name", "displayName", "description", "required", "indexed", "enforceUniqueValues", "defaultValue", "text", "number", "boolean", "dateTime", "choice", "currency", "personOrGroup", "hyperlinkOrPicture"];

    // Columns of every list whose definition does not say that they are the service's.
    private static readonly HashSet<string> Services = new(StringComparer.OrdinalIgnoreCase)
    {
        "ContentType", "Attachments", "Edit", "LinkTitle", "LinkTitleNoMenu", "DocIcon", "ItemChildCount", "FolderChildCount", "_ComplianceFlags", "_ComplianceTag", "ComplianceAssetId", "AppAuthor",
        "AppEditor", "Author", "Editor", "Created", "Modified", "_UIVersionString", "ID", "FileLeafRef",
    };

    /// <summary>True for one that people made.</summary>
    public bool IsCustom => Kind != ListColumnKind.ReadOnly && Name != "Title";

    /// <summary>True for one that can be made anew: lookups name lists, and terms term sets, by ids that may be others now.</summary>
    public bool CanBeMade => IsCustom && (Kind is not (ListColumnKind.Lookup or ListColumnKind.Other) || Json.Has("hyperlinkOrPicture"));

    public static ListColumn Read(JsonElement json)
    {
        string name = json.Text("name") ?? "";
        return new ListColumn(name, KindOf(json, name), json);
    }

    /// <summary>As the body of a request that makes it.</summary>
    public JsonObject ToBody()
    {
        var body = new JsonObject();
        foreach (string member in Sent.Where(m => Json.Has(m)))
            body[member] = Json.Member(member).ToNode();
        return body;
    }

    private static ListColumnKind KindOf(JsonElement json, string name)
    {
        if (name.Length == 0 || json.Flag("readOnly") || json.Flag("isSealed") || json.Has("calculated") || Services.Contains(name))
            return ListColumnKind.ReadOnly;
        if (json.Has("personOrGroup"))
            return ListColumnKind.Person;
        if (json.Has("lookup"))
            return ListColumnKind.Lookup;
        return Array.Exists(Plain, kind => json.Has(kind)) ? ListColumnKind.Plain : ListColumnKind.Other;
    }
}
