using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Veeam365.Simulators.Graph;

/// <summary>Changes of teams: https://learn.microsoft.com/graph/api/team-update, .../team-post-members, .../channel-post, .../channel-post-tabs.</summary>
internal static class TeamWriteHandlers
{
    private static readonly HashSet<string> Settings = ["memberSettings", "guestSettings", "messagingSettings", "funSettings", "displayName", "description"];

    public static async Task PatchTeamAsync(GraphCall call)
    {
        foreach (var (name, value) in (await JsonBody.ReadObjectAsync(call)).Where(static p => Settings.Contains(p.Key)))
            call.Group.Team.SetSetting(name, value?.DeepClone());
        await WriteHandlers.NoContentAsync(call);
    }

    public static async Task AddMemberAsync(GraphCall call)
    {
        var body = await JsonBody.ReadObjectAsync(call);
        var members = Members(call);
        var user = UserOf(body);
        members.Set(user, Roles(body));
        await ItemWriting.WriteAsync(call, members.List().First(m => (string?)m["userId"] == user), 201);
    }

    public static async Task PatchMemberAsync(GraphCall call)
    {
        var members = Members(call);
        // Paths keep a slash within an id encoded.
        var id = Uri.UnescapeDataString(call.Route.Item!);
        var member = members.List().FirstOrDefault(m => (string?)m["id"] == id) ?? throw new GraphException(404, "NotFound", "There is no such member.");
        members.Set((string)member["userId"]!, Roles(await JsonBody.ReadObjectAsync(call)));
        await ItemWriting.WriteAsync(call, members.List().First(m => (string?)m["id"] == id), 200);
    }

    public static async Task CreateChannelAsync(GraphCall call)
    {
        var body = await JsonBody.ReadObjectAsync(call);
        var team = call.Group.Team;
        var name = body.NeededText("displayName");
        var kind = body.Text("membershipType") ?? "standard";
        if (team.Channels.Any(c => c.DisplayName.Equals(name, StringComparison.OrdinalIgnoreCase)))
            throw new GraphException(400, "BadRequest", "Channel name already existed, please use other name.");
        var owners = (body["members"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        if (kind != "standard" && !owners.Exists(static o => Roles(o).Contains("owner")))
            throw new GraphException(400, "BadRequest", "A private channel needs an owner.");
        var channel = team.AddChannel(name, kind);
        owners.ForEach(o => channel.Members.Set(UserOf(o), Roles(o)));
        channel.Describe(body.Text("description"));
        await ItemWriting.WriteAsync(call, channel.Json, 201);
    }

    public static async Task PatchChannelAsync(GraphCall call)
    {
        var body = await JsonBody.ReadObjectAsync(call);
        if (body.Text("displayName") is { } name)
            call.Channel.Rename(name);
        if (body.ContainsKey("description"))
            call.Channel.Describe(body.Text("description"));
        await WriteHandlers.NoContentAsync(call);
    }

    public static async Task CreateTabAsync(GraphCall call)
    {
        var body = await JsonBody.ReadObjectAsync(call);
        var app = body.NeededText("teamsApp@odata.bind");
        var id = call.Channel.AddTab(body.NeededText("displayName"), (body["configuration"] as JsonObject)?.Text("contentUrl") ?? "", app[(app.LastIndexOf('/') + 1)..]);
        call.Channel.PatchTab(id, null, body["configuration"] as JsonObject);
        await ItemWriting.WriteAsync(call, Tab(call, id), 201);
    }

    public static async Task PatchTabAsync(GraphCall call)
    {
        var body = await JsonBody.ReadObjectAsync(call);
        call.Channel.PatchTab(call.Route.Item!, body.Text("displayName"), body["configuration"] as JsonObject);
        await ItemWriting.WriteAsync(call, Tab(call, call.Route.Item!), 200);
    }

    private static JsonObject Tab(GraphCall call, string id) => (JsonObject)(call.Channel.Tabs.Find(t => (string?)t["id"] == id) ?? throw GraphException.ChannelNotFound()).DeepClone();

    private static SimulatedMembers Members(GraphCall call)
    {
        if (call.Route.Thread is null)
            return call.Group.Team.Members;
        return call.Channel.MembershipType == "standard"
            ? throw new GraphException(400, "BadRequest", "Members of a standard channel are those of its team.")
            : call.Channel.Members;
    }

    private static string[] Roles(JsonObject member) => [.. (member["roles"] as JsonArray ?? []).Select(static r => r!.GetValue<string>())];

    private static string UserOf(JsonObject member) => Regex.Match(member.NeededText("user@odata.bind"), @"/users\('(?<id>[^']+)'\)$") is { Success: true } match
        ? match.Groups["id"].Value
        : throw new GraphException(400, "BadRequest", "The user of a member is named by its address.");
}
