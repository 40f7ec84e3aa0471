using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>Teams: settings, members, channels and their tabs.</summary>
internal static class TeamHandlers
{
    public static Task HandleAsync(GraphCall call) => call.Route.Kind switch
    {
        RouteKind.Team => ConversationHandlers.WriteAsync(call, call.Group.Team.Settings),
        RouteKind.TeamMembers => ListAsync(call, call.Group.Team.Members.List(), "conversationMember", 999),
        RouteKind.Channels => ListAsync(call, [.. call.Group.Team.Channels.Select(static c => c.Json)], "channel", int.MaxValue),
        RouteKind.Channel => ConversationHandlers.WriteAsync(call, call.Channel.Json),
        RouteKind.ChannelMembers => ListAsync(call, call.Channel.Members.List(), "conversationMember", 999),
        RouteKind.ChannelTabs => ListAsync(call, [.. call.Channel.Tabs.Select(t => Shape(call, t))], "teamsTab", int.MaxValue),
        RouteKind.ChannelFilesFolder => ConversationHandlers.WriteAsync(call, call.Channel.FilesFolder()),
        _ => throw new GraphException(404, "NotFound", "There is nothing here."),
    };

    /// <summary>The app of a tab comes only when it is asked for.</summary>
    private static JsonObject Shape(GraphCall call, JsonObject tab)
    {
        var json = (JsonObject)tab.DeepClone();
        if (call.Query("$expand") is not "teamsApp")
            json.Remove("teamsApp");
        return json;
    }

    private static async Task ListAsync(GraphCall call, IReadOnlyList<JsonObject> all, string type, int page)
    {
        call.RejectUnsupported("$filter", "$search", "$orderby");
        var skip = int.TryParse(call.Query("$skip"), out var asked) && asked > 0 ? asked : 0;
        page = call.PageSize(page, page);
        using var reply = JsonReply.StartCollection(call, $"Collection({type})");
        foreach (var one in all.Skip(skip).Take(page))
            one.WriteTo(reply.Writer);
        await reply.FinishCollectionAsync("@odata.nextLink", skip < all.Count - page ? $"{call.Self}?$skip={skip + page}&$top={page}" : null);
    }
}
