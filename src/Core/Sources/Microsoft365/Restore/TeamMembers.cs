using System.Text.Json;
using System.Text.Json.Nodes;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The members of a team or channel. Not for concurrent use.</summary>
internal sealed class TeamMembers(GraphWriter writer, string path, TeamWriters writers)
{
    private Dictionary<string, JsonElement>? _byUser;

    public async Task<WriteResult> WriteAsync(string user, IReadOnlyList<string> roles, WriteOptions options, CancellationToken cancellationToken)
    {
        _byUser ??= await LoadAsync(cancellationToken).ConfigureAwait(false);
        if (!_byUser.TryGetValue(user, out JsonElement live))
            return await AddAsync(user, roles, cancellationToken).ConfigureAwait(false);
        if (live.Items("roles").Select(r => r.GetString()!).Order(StringComparer.Ordinal).SequenceEqual(roles.Order(StringComparer.Ordinal)))
            return new WriteResult(WriteAction.Unchanged, live.Id(), 0);
        // A guest is one by the account, not by what a team says.
        if (options.Collision != CollisionRule.Replace || roles.Contains("guest"))
            return new WriteResult(WriteAction.Skipped, live.Id(), 0, "The member has other roles now.");
        var changes = new JsonObject { ["@odata.type"] = "#microsoft.graph.aadUserConversationMember", ["roles"] = new JsonArray([.. roles.Select(r => (JsonNode)r)]) };
        await writer.SendAsync(HttpMethod.Patch, $"{path}/{Uri.EscapeDataString(live.Id())}", changes, cancellationToken).ConfigureAwait(false);
        return new WriteResult(WriteAction.Updated, live.Id(), 0);
    }

    private async Task<WriteResult> AddAsync(string user, IReadOnlyList<string> roles, CancellationToken cancellationToken)
    {
        JsonObject body = writers.MemberBody(user, roles.Where(r => r != "guest"));
        JsonElement made = await writer.CreateAsync($"{path}", body, token => FindAsync(user, token), cancellationToken).ConfigureAwait(false);
        _byUser![user] = made;
        return new WriteResult(WriteAction.Created, made.Id(), 0);
    }

    private async Task<JsonElement?> FindAsync(string user, CancellationToken cancellationToken) =>
        (await LoadAsync(cancellationToken).ConfigureAwait(false)).TryGetValue(user, out JsonElement found) ? found : null;

    private async Task<Dictionary<string, JsonElement>> LoadAsync(CancellationToken cancellationToken)
    {
        var byUser = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        await foreach (JsonElement member in writer.ListAsync($"{path}?$top=999", cancellationToken).ConfigureAwait(false))
            byUser.TryAdd(member.Text("userId") ?? member.Id(), member);
        return byUser;
    }
}
