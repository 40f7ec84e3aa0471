using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>Changes of lists and their items: https://learn.microsoft.com/graph/api/list-create, .../listitem-create, .../listitem-update.</summary>
internal static class ListWriteHandlers
{
    // Set by the service, however they are sent.
    private static readonly HashSet<string> ReadOnly = new(StringComparer.OrdinalIgnoreCase) { "id", "ContentType", "Created", "Modified", "Author", "Editor", "_UIVersionString", "Attachments", "@odata.etag" };

    public static async Task CreateListAsync(GraphCall call)
    {
        var body = await JsonBody.ReadObjectAsync(call);
        var name = body.NeededText("displayName");
        var template = (body["list"] as JsonObject)?.Text("template") ?? "genericList";
        var list = template == "documentLibrary" ? MakeLibrary(call.Site, name) : call.Site.AddList(name, template);
        foreach (var column in (body["columns"] as JsonArray ?? []).OfType<JsonObject>())
            list.AddColumn(column.NeededText("name"), column.Text("displayName"));
        await ItemWriting.WriteAsync(call, ListJson.List(list), 201);
    }

    public static async Task CreateColumnAsync(GraphCall call)
    {
        var body = await JsonBody.ReadObjectAsync(call);
        var name = body.NeededText("name");
        if (call.List.Definition.Columns.Exists(c => c.Text("name") == name))
            throw new GraphException(409, "nameAlreadyExists", "A column with the same name already exists.");
        call.List.AddColumn(name, body.Text("displayName"));
        await ItemWriting.WriteAsync(call, (JsonObject)call.List.Definition.Columns[^1].DeepClone(), 201);
    }

    public static async Task CreateItemAsync(GraphCall call)
    {
        var list = Writable(call);
        var body = await JsonBody.ReadObjectAsync(call);
        var fields = Checked(list, body["fields"] as JsonObject ?? []);
        var wanted = (body["contentType"] as JsonObject)?.Text("id");
        var type = wanted is null ? null : list.Definition.ContentTypes.Find(t => t.Text("id") == wanted) ?? throw new GraphException(400, "invalidRequest", "There is no such content type.");
        var id = list.AddItem(fields, contentType: type?.Text("name") ?? "Item");
        await ItemWriting.WriteAsync(call, ListJson.Item(list, list.GetItem(id)), 201);
    }

    public static async Task PatchFieldsAsync(GraphCall call)
    {
        var list = Writable(call);
        list.UpdateItem(call.Route.Item!, Checked(list, await JsonBody.ReadObjectAsync(call)));
        await ItemWriting.WriteAsync(call, (JsonObject)ListJson.Item(list, list.GetItem(call.Route.Item!))["fields"]!.DeepClone(), 200);
    }

    public static Task DeleteItemAsync(GraphCall call)
    {
        Writable(call).DeleteItem(call.Route.Item!);
        return WriteHandlers.NoContentAsync(call);
    }

    private static SimulatedList MakeLibrary(SimulatedSite site, string name)
    {
        site.AddLibrary(name);
        return site.List(name);
    }

    private static SimulatedList Writable(GraphCall call) => call.List is { Drive: null } list
        ? list
        : throw new GraphException(400, "invalidRequest", "Files of a library are made through its drive.");

    /// <summary>The service refuses fields that the list does not have, and those that only it sets.</summary>
    private static JsonObject Checked(SimulatedList list, JsonObject fields)
    {
        foreach (var (name, _) in fields)
        {
            var column = name.EndsWith("@odata.type", StringComparison.Ordinal) ? name[..^"@odata.type".Length] : name;
            column = column.EndsWith("LookupId", StringComparison.Ordinal) ? column[..^"LookupId".Length] : column;
            if (ReadOnly.Contains(name))
                throw new GraphException(400, "invalidRequest", $"Field '{name}' is read-only.");
            if (!list.Definition.Columns.Exists(c => c.Text("name") == column))
                throw new GraphException(400, "invalidRequest", $"Field '{name}' is not recognized.");
        }

        return new JsonObject(fields.Where(static f => !f.Key.EndsWith("@odata.type", StringComparison.Ordinal)).Select(static f => KeyValuePair.Create(f.Key, f.Value?.DeepClone())));
    }
}
