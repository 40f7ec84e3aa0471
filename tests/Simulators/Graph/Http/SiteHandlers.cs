using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>Sites and what lies directly in them.</summary>
internal static class SiteHandlers
{
    private const int DefaultPage = 100;
    private const int LargestPage = 999;

    /// <summary>The top site of each site collection, personal ones included.</summary>
    public static Task AllAsync(GraphCall call) =>
        WritePageAsync(call, [.. call.Tenant.Sites.Select(Describe)], "Collection(site)");

    public static Task GetAsync(GraphCall call) => WriteAsync(call, Describe(call.Site), "sites/$entity");

    public static Task SubsitesAsync(GraphCall call) => WritePageAsync(call, [.. call.Site.Subsites.Select(Describe)], "Collection(site)");

    public static async Task DrivesAsync(GraphCall call)
    {
        var drives = call.Site.Lists.Select(static list => list.Drive).OfType<SimulatedDrive>();
        using var reply = JsonReply.StartCollection(call, "drives");
        foreach (var drive in drives)
            DriveJson.WriteDrive(reply.Writer, drive);
        await reply.FinishCollectionAsync();
    }

    public static async Task WriteAsync(GraphCall call, JsonObject json, string type)
    {
        json.Insert(0, "@odata.context", $"{call.Root}/$metadata#{type}");
        using var reply = JsonReply.Start(call);
        json.WriteTo(reply.Writer);
        await reply.FinishAsync();
    }

    /// <summary>A listing, page by page; the link of the next one is opaque.</summary>
    public static async Task WritePageAsync(GraphCall call, IReadOnlyList<JsonObject> all, string type)
    {
        call.RejectUnsupported("$filter", "$orderby", "$search");
        var token = call.Query("$skiptoken") is { } text
            ? DeltaToken.Parse(text) ?? throw new GraphException(400, "invalidRequest", "The provided token is malformed.")
            : new DeltaToken(DeltaTokenKind.List, call.Tenant.Guid) { Top = call.PageSize(DefaultPage, LargestPage) };
        using var reply = JsonReply.StartCollection(call, type);
        foreach (var one in all.Skip(token.Position).Take(token.Top))
        {
            one.WriteTo(reply.Writer);
            await reply.FlushIfLargeAsync();
        }

        var next = token with { Position = token.Position + token.Top };
        await reply.FinishCollectionAsync("@odata.nextLink", next.Position < all.Count ? $"{call.Self}?{Expansion(call)}$skiptoken={next.Encode()}" : null);
    }

    private static string Expansion(GraphCall call) => call.Query("$expand") is { } expand ? $"$expand={Uri.EscapeDataString(expand)}&" : "";

    private static JsonObject Describe(SimulatedSite site)
    {
        var json = new JsonObject
        {
            ["id"] = site.Id,
            ["name"] = site.Name,
            ["displayName"] = site.DisplayName,
            ["createdDateTime"] = ListJson.Time(site.Created),
            ["webUrl"] = site.WebUrl,
            ["isPersonalSite"] = site.IsPersonal,
        };
        if (site.Parent is not null)
            return json;
        json["root"] = new JsonObject();
        json["siteCollection"] = new JsonObject { ["hostname"] = site.Host };
        return json;
    }
}
