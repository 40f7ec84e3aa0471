using System.Text.Json.Nodes;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Requests about a team: each kind of part wants a permission of its own, which its refusals name.</summary>
internal sealed class TeamWriters(GraphHttpClient graph, string teamId, string label)
{
    public GraphWriter Settings { get; } = Of(graph, teamId, label, WritePermission.TeamSettings);

    public GraphWriter Members { get; } = Of(graph, teamId, label, WritePermission.TeamMembers);

    public GraphWriter Channels { get; } = Of(graph, teamId, label, WritePermission.Channels);

    public GraphWriter ChannelMembers { get; } = Of(graph, teamId, label, WritePermission.ChannelMembers);

    public GraphWriter Tabs { get; } = Of(graph, teamId, label, WritePermission.Tabs);

    /// <summary>The address of something that a request refers to.</summary>
    public string Link(string path) => graph.Endpoint.Of(path).AbsoluteUri;

    /// <summary>As the body of a request that adds a member.</summary>
    public JsonObject MemberBody(string user, IEnumerable<string> roles) => new()
    {
        ["@odata.type"] = "#microsoft.graph.aadUserConversationMember",
        ["roles"] = new JsonArray([.. roles.Select(r => (JsonNode)r)]),
        ["user@odata.bind"] = Link($"users('{user}')"),
    };

    private static GraphWriter Of(GraphHttpClient graph, string teamId, string label, WritePermission permission) => new(graph, GraphScope.OfTeam(teamId), $"the team {label}", permission.Name);
}
