using System.Text.Json;
using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Writes a team: settings, members, channels with their tabs and members. Posts cannot be written (https://learn.microsoft.com/graph/api/chatmessage-post takes them from an application
/// only while a new team is being migrated), files come back with the sites that hold them. Everything is known again by what people know it by: users, names.
/// </summary>
internal sealed class TeamTarget(TeamWriters writers, string teamId, WriteOptions options) : IObjectTarget
{
    private const string MembersFolder = "members";

    // What can be written of a team: https://learn.microsoft.com/graph/api/team-update
    private static readonly string[] WritableSettings = ["memberSettings", "guestSettings", "messagingSettings", "funSettings", "displayName", "description"];

    private readonly string _team = "teams/" + Uri.EscapeDataString(teamId);
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<string, TeamMembers> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _kinds = new(StringComparer.Ordinal);
    private List<JsonElement> _channels = [];

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (await writers.Settings.FindAsync(_team, cancellationToken).ConfigureAwait(false) is null)
        {
            throw new WorkloadAbsentException(
                "Team.Absent", "The team is not there.", "Bring its group back from the deleted groups of Entra ID (within 30 days), or make a new team and restore to that (-TargetTeam).");
        }

        _channels = await ListChannelsAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (JsonElement channel in _channels)
            _kinds[channel.Id()] = channel.Text("membershipType") ?? "standard";
    }

    public async Task<TargetFolder> EnterFolderAsync(TargetFolder parent, FolderToWrite folder, CancellationToken cancellationToken)
    {
        if (folder.Key is null)
            throw TargetErrors.Unusable("A team has no folders: leave -TargetFolder out.");
        if (folder.Key == MembersFolder)
            return TargetFolder.Root;
        JsonElement? live = options.IsOriginal ? Channel(c => c.Id() == folder.Key) : null;
        if (live is { } known)
            return await ReturnAsync(known, folder, cancellationToken).ConfigureAwait(false);
        if (Channel(c => string.Equals(c.Text("displayName"), folder.Name, StringComparison.OrdinalIgnoreCase)) is { } named)
            return new TargetFolder(named.Id());
        JsonElement made = await MakeChannelAsync(folder, cancellationToken).ConfigureAwait(false);
        _channels.Add(made);
        _kinds[made.Id()] = made.Text("membershipType") ?? "standard";
        return new TargetFolder(made.Id());
    }

    /// <summary>One after the other: these are few, and members must not be looked for while others are added.</summary>
    public async Task<WriteResult> WriteAsync(TargetFolder folder, IItemToWrite item, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await using Stream content = await item.OpenContentAsync(cancellationToken).ConfigureAwait(false);
            using JsonDocument json = await JsonDocument.ParseAsync(content, cancellationToken: cancellationToken).ConfigureAwait(false);
            return item.Version.Kind switch
            {
                ItemKind.Settings => await WriteSettingsAsync(json.RootElement, cancellationToken).ConfigureAwait(false),
                ItemKind.Member => await WriteMemberAsync(folder.Id, json.RootElement, cancellationToken).ConfigureAwait(false),
                ItemKind.Tab => await WriteTabAsync(folder.Id, json.RootElement, cancellationToken).ConfigureAwait(false),
                _ => throw TargetErrors.Unusable("Posts cannot be put back into Teams."),
            };
        }
        finally
        {
            _one.Release();
        }
    }

    public Task CompleteAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _one.Dispose();
        return ValueTask.CompletedTask;
    }

    private static WriteResult Skipped(string id) => new(WriteAction.Skipped, id, 0, "It is there in another state.");

    private static JsonObject Shape(JsonElement json, string[] members)
    {
        var shape = new JsonObject();
        foreach (string name in members.Where(n => json.Member(n).ValueKind != JsonValueKind.Undefined))
            shape[name] = json.Member(name).ToNode();
        return shape;
    }

    private string PathOf(string channel) => $"{_team}/channels/{Uri.EscapeDataString(channel)}";

    private JsonElement? Channel(Func<JsonElement, bool> isIt) => _channels.Where(isIt).Select(c => (JsonElement?)c).FirstOrDefault();

    private IAsyncEnumerable<JsonElement> ListChannelsAsync(CancellationToken cancellationToken) => writers.Channels.ListAsync($"{_team}/channels", cancellationToken);

    private async Task<TargetFolder> ReturnAsync(JsonElement live, FolderToWrite folder, CancellationToken cancellationToken)
    {
        JsonObject wanted = Shape(folder.Properties, ["displayName", "description"]), there = Shape(live, ["displayName", "description"]);
        // The channel that every team begins with keeps its name.
        if (options.Collision == CollisionRule.Replace && !JsonNode.DeepEquals(wanted, there) && live.Text("displayName") != "General")
            await writers.Channels.SendAsync(HttpMethod.Patch, PathOf(live.Id()), cancellationToken, () => GraphWriter.JsonBody(wanted)).ConfigureAwait(false);
        return new TargetFolder(live.Id());
    }

    private Task<JsonElement> MakeChannelAsync(FolderToWrite folder, CancellationToken cancellationToken)
    {
        string kind = folder.Properties.Text("membershipType") ?? "standard";
        var body = new JsonObject { ["@odata.type"] = "#Microsoft.Graph.channel", ["displayName"] = folder.Name, ["membershipType"] = kind };
        if (folder.Properties.Text("description") is { Length: > 0 } description)
            body["description"] = description;
        if (kind != "standard")
        {
            // Shared channels take one owner at first, private ones need one: https://learn.microsoft.com/graph/api/channel-post
            string owner = folder.Owners.Count > 0 ? folder.Owners[0] : throw new TargetItemException(
                "Team.NoOwner", $"The restore point knows no owner of the {kind} channel '{folder.Name}', and Teams makes none without.", "Make it in Teams under the same name, and run the restore again.");
            body["members"] = new JsonArray(writers.MemberBody(owner, ["owner"]));
        }

        return writers.Channels.CreateAsync($"{_team}/channels", body, token => FindChannelAsync(folder.Name, token), cancellationToken);
    }

    private async Task<JsonElement?> FindChannelAsync(string name, CancellationToken cancellationToken)
    {
        await foreach (JsonElement channel in ListChannelsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (string.Equals(channel.Text("displayName"), name, StringComparison.OrdinalIgnoreCase))
                return channel;
        }

        return null;
    }

    private async Task<WriteResult> WriteSettingsAsync(JsonElement wanted, CancellationToken cancellationToken)
    {
        JsonElement live = await writers.Settings.GetAsync(_team, cancellationToken).ConfigureAwait(false);
        JsonObject settings = Shape(wanted, WritableSettings);
        if (JsonNode.DeepEquals(settings, Shape(live, WritableSettings)))
            return new WriteResult(WriteAction.Unchanged, teamId, 0);
        // Another team keeps its own name.
        if (!options.IsOriginal)
            settings.Remove("displayName");
        if (options.Collision != CollisionRule.Replace)
            return Skipped(teamId);
        await writers.Settings.SendAsync(HttpMethod.Patch, _team, cancellationToken, () => GraphWriter.JsonBody(settings)).ConfigureAwait(false);
        return new WriteResult(WriteAction.Updated, teamId, 0);
    }

    private async Task<WriteResult> WriteMemberAsync(string channel, JsonElement wanted, CancellationToken cancellationToken)
    {
        if (wanted.Text("userId") is not { Length: > 0 } user)
            throw TargetErrors.Unusable("The restore point does not say which user this member is.");
        if (channel.Length > 0 && _kinds.GetValueOrDefault(channel, "standard") == "standard")
            return new WriteResult(WriteAction.Skipped, channel, 0, "A channel of this name is there that has no members of its own.");
        if (!_members.TryGetValue(channel, out TeamMembers? members))
            _members.Add(channel, members = new TeamMembers(channel.Length == 0 ? writers.Members : writers.ChannelMembers, $"{(channel.Length == 0 ? _team : PathOf(channel))}/members", writers));
        return await members.WriteAsync(user, [.. wanted.Items("roles").Select(r => r.GetString()!)], options, cancellationToken).ConfigureAwait(false);
    }

    private async Task<WriteResult> WriteTabAsync(string channel, JsonElement wanted, CancellationToken cancellationToken)
    {
        string path = $"{PathOf(channel)}/tabs";
        string name = wanted.Text("displayName") ?? "";
        JsonElement? live = await FindTabAsync(path, t => options.IsOriginal && t.Id() == wanted.Id(), cancellationToken).ConfigureAwait(false)
            ?? await FindTabAsync(path, t => t.Text("displayName") == name, cancellationToken).ConfigureAwait(false);
        return live is { } there
            ? await MeetTabAsync(path, there, wanted, cancellationToken).ConfigureAwait(false)
            : await MakeTabAsync(path, wanted, cancellationToken).ConfigureAwait(false);
    }

    private async Task<JsonElement?> FindTabAsync(string path, Func<JsonElement, bool> isIt, CancellationToken cancellationToken)
    {
        await foreach (JsonElement tab in writers.Tabs.ListAsync($"{path}?$expand=teamsApp", cancellationToken).ConfigureAwait(false))
        {
            if (isIt(tab))
                return tab;
        }

        return null;
    }

    private async Task<WriteResult> MeetTabAsync(string path, JsonElement live, JsonElement wanted, CancellationToken cancellationToken)
    {
        JsonObject shape = Shape(wanted, ["displayName", "configuration"]);
        if (JsonNode.DeepEquals(shape, Shape(live, ["displayName", "configuration"])))
            return new WriteResult(WriteAction.Unchanged, live.Id(), 0);
        if (options.Collision != CollisionRule.Replace)
            return Skipped(live.Id());
        await writers.Tabs.SendAsync(HttpMethod.Patch, $"{path}/{Uri.EscapeDataString(live.Id())}", shape, cancellationToken).ConfigureAwait(false);
        return new WriteResult(WriteAction.Updated, live.Id(), 0);
    }

    private async Task<WriteResult> MakeTabAsync(string path, JsonElement wanted, CancellationToken cancellationToken)
    {
        if (wanted.Member("teamsApp").Text("id") is not { Length: > 0 } app)
            throw TargetErrors.Unusable("The restore point was made before backups noted which app a tab shows.");
        JsonObject body = Shape(wanted, ["displayName", "configuration"]);
        body["teamsApp@odata.bind"] = writers.Link($"appCatalogs/teamsApps/{Uri.EscapeDataString(app)}");
        string name = wanted.Text("displayName") ?? "";
        JsonElement made = await writers.Tabs.CreateAsync(path, body, token => FindTabAsync(path, t => t.Text("displayName") == name, token), cancellationToken).ConfigureAwait(false);
        return new WriteResult(WriteAction.Created, made.Id(), 0);
    }
}
