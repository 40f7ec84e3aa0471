using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>Lists, their definition and their items.</summary>
internal static class ListHandlers
{
    private const int DefaultPage = 200;
    private const int LargestPage = 1000;

    public static Task ListsAsync(GraphCall call)
    {
        call.RejectUnsupported("$expand");
        return SiteHandlers.WritePageAsync(call, [.. call.Site.Lists.Select(ListJson.List)], "Collection(list)");
    }

    public static Task GetAsync(GraphCall call)
    {
        call.RejectUnsupported("$expand");
        return SiteHandlers.WriteAsync(call, ListJson.List(call.List), "lists/$entity");
    }

    public static Task ColumnsAsync(GraphCall call) => SiteHandlers.WritePageAsync(call, [.. Clone(call.List.Definition.Columns)], "Collection(columnDefinition)");

    public static Task ContentTypesAsync(GraphCall call)
    {
        var types = Clone(call.List.Definition.ContentTypes).ToList();
        if (call.Query("$expand") is not "columns")
            types.ForEach(static type => type.Remove("columns"));
        return SiteHandlers.WritePageAsync(call, types, "Collection(contentType)");
    }

    public static Task ItemsAsync(GraphCall call)
    {
        var list = Readable(call);
        return SiteHandlers.WritePageAsync(call, [.. list.GetItems().Select(item => Shape(call, ListJson.Item(list, item)))], "Collection(listItem)");
    }

    public static Task ItemAsync(GraphCall call)
    {
        var list = Readable(call);
        return SiteHandlers.WriteAsync(call, Shape(call, ListJson.Item(list, list.GetItem(call.Route.Item!))), "listItems/$entity");
    }

    public static async Task DeltaAsync(GraphCall call)
    {
        call.RejectUnsupported("$filter", "$orderby");
        var list = Readable(call);
        var token = ReadToken(call, list);
        var page = list.ReadLog(token.Position, token.Top, token.IsInitial, token.Start);
        page = DeltaDisorder.Apply(call.Options, page);
        var next = token with { Position = page.Position, IsInitial = token.IsInitial && !page.IsLast };
        using var reply = JsonReply.StartCollection(call, "Collection(listItem)");
        foreach (var item in page.Items)
        {
            (item.IsDeleted ? ListJson.Removed(list, item) : Shape(call, ListJson.Item(list, item), token.Select == 1)).WriteTo(reply.Writer);
            await reply.FlushIfLargeAsync();
        }

        await reply.FinishCollectionAsync(page.IsLast ? "@odata.deltaLink" : "@odata.nextLink", $"{call.Self}?token={next.Encode()}");
    }

    private static DeltaToken ReadToken(GraphCall call, SimulatedList list)
    {
        var text = call.Route.Token ?? call.Query("token");
        var fresh = new DeltaToken(DeltaTokenKind.ListItems, list.Guid)
        {
            Epoch = list.Epoch,
            Top = call.PageSize(DefaultPage, LargestPage),
            IsInitial = true,
            Start = list.LogEnd(),
            // A round goes on with what it was begun with.
            Select = IsExpanded(call) ? 1UL : 0,
        };
        if (string.IsNullOrEmpty(text))
            return fresh;
        if (text.Equals("latest", StringComparison.OrdinalIgnoreCase))
            return fresh with { Position = list.LogEnd(), IsInitial = false };
        if (DeltaToken.Parse(text) is not { Kind: DeltaTokenKind.ListItems } token || token.Owner != list.Guid)
            throw new GraphException(400, "invalidRequest", "The provided token is malformed.");
        if (token.Epoch == list.Epoch)
            return token;
        throw new GraphException(410, "resyncRequired", "Resync required. Replace any local items with the server's version (including deletes).")
        {
            InnerCode = "resyncChangesApplyDifferences",
            Location = $"{call.Self}",
        };
    }

    private static SimulatedList Readable(GraphCall call) => call.List is { Drive: null } list
        ? list
        : throw new GraphException(501, "notSupported", "The simulator tells the files of a library through its drive.");

    private static bool IsExpanded(GraphCall call) => call.Query("$expand") is { } expand && expand.StartsWith("fields", StringComparison.OrdinalIgnoreCase);

    private static JsonObject Shape(GraphCall call, JsonObject item) => Shape(call, item, IsExpanded(call));

    private static JsonObject Shape(GraphCall call, JsonObject item, bool withFields)
    {
        if (withFields)
            item.Insert(0, "fields@odata.context", $"{call.Root}/$metadata#sites/lists/items/fields/$entity");
        else
            item.Remove("fields");
        return item;
    }

    private static IEnumerable<JsonObject> Clone(IEnumerable<JsonObject> all) => all.Select(static one => (JsonObject)one.DeepClone());
}
