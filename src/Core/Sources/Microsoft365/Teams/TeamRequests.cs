using System.Globalization;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The requests about one team.</summary>
internal sealed class TeamRequests(GraphEndpoint endpoint, string teamId)
{
    public const string SettingsPermission = "Team.ReadBasic.All";
    public const string ChannelsPermission = "Channel.ReadBasic.All";
    public const string MessagesPermission = "ChannelMessage.Read.All";
    public const string ChannelMembersPermission = "ChannelMember.Read.All";

    // Both lists and delta refuse more: https://learn.microsoft.com/graph/api/channel-list-messages
    private const int MessagesPerPage = 50;

    // Without it system messages come as "unknownFutureValue".
    private const string UnknownMembers = "include-unknown-enum-members";

    private readonly string _team = "teams/" + Uri.EscapeDataString(teamId);

    public string TeamId => teamId;

    public GraphRequest Team() => Of(_team);

    public GraphRequest Members() => Of($"{_team}/members?$top=999");

    /// <summary>Channels that the team hosts; shared ones of other teams belong to those.</summary>
    public GraphRequest Channels() => Of($"{_team}/channels");

    public GraphRequest Channel(string channel) => Of(PathOf(channel));

    public GraphRequest ChannelMembers(string channel) => Of($"{PathOf(channel)}/members?$top=999");

    /// <summary>Tabs with the app that each shows: without it none can be made anew.</summary>
    public GraphRequest Tabs(string channel) => Of($"{PathOf(channel)}/tabs?$expand=teamsApp");

    public GraphRequest FilesFolder(string channel) => Of($"{PathOf(channel)}/filesFolder");

    /// <summary>All messages with their replies, which come only when asked for.</summary>
    public GraphRequest MessageList(string channel) => Of($"{PathOf(channel)}/messages?$top={MessagesPerPage}&$expand=replies");

    /// <summary>Reply chains created or changed since, each whole, and the token for what comes later.</summary>
    public GraphRequest MessageDelta(string channel, DateTimeOffset since)
    {
        string moment = since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return Of($"{PathOf(channel)}/messages/delta?$top={MessagesPerPage}&$expand=replies&$filter=lastModifiedDateTime%20gt%20{moment}");
    }

    public GraphRequest Message(PostKey key) => Of(PathOf(key));

    public GraphRequest HostedContents(PostKey key) => Of($"{PathOf(key)}/hostedContents");

    public GraphRequest HostedContent(PostKey key, string id) => Of($"{PathOf(key)}/hostedContents/{Uri.EscapeDataString(id)}/$value");

    /// <summary>A link that the service gave.</summary>
    public GraphRequest Link(Uri link) => new(link, GraphScope.OfTeam(teamId)) { Prefer = UnknownMembers };

    private string PathOf(string channel) => $"{_team}/channels/{Uri.EscapeDataString(channel)}";

    private string PathOf(PostKey key)
    {
        string root = $"{PathOf(key.Channel)}/messages/{Uri.EscapeDataString(key.Root)}";
        return key.Reply is null ? root : $"{root}/replies/{Uri.EscapeDataString(key.Reply)}";
    }

    private GraphRequest Of(string path) => Link(endpoint.Of(path));
}
