using System.Runtime.CompilerServices;
using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The groups of the directory, teams among them, and who is in them.</summary>
internal sealed class GroupDirectory(GraphHttpClient graph)
{
    public const string Permission = "Group.Read.All";
    public const string SitePermission = "Sites.Read.All";

    // Every team is a group that says so: https://learn.microsoft.com/graph/teams-list-all-teams
    private const string TeamsOnly = "resourceProvisioningOptions/Any(x:x eq 'Team')";

    private const int PageSize = 999;

    /// <summary>All groups, or those that a name means.</summary>
    public async IAsyncEnumerable<DirectoryGroup> ListAsync(string? name, bool teamsOnly, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = new NameFilter(name);
        IAsyncEnumerable<DirectoryGroup> groups = Guid.TryParse(filter.Exact, out _)
            ? FindAsync(filter.Exact!, cancellationToken)
            : ReadAsync($"groups?$select={DirectoryGroup.Properties}&$top={PageSize}{FilterOf(filter, teamsOnly)}", DirectoryGroup.Read, cancellationToken);
        await foreach (DirectoryGroup group in groups.ConfigureAwait(false))
        {
            if (filter.Matches(group) && (group.IsTeam || !teamsOnly))
                yield return group;
        }
    }

    /// <summary>The users in a group and in the groups within it, each once.</summary>
    public IAsyncEnumerable<DirectoryUser> ListMembersAsync(string groupId, CancellationToken cancellationToken) =>
        ReadAsync($"groups/{Uri.EscapeDataString(groupId)}/transitiveMembers?$select={string.Join(',', DirectoryUser.Properties)}&$top={PageSize}", ReadUser, cancellationToken);

    /// <summary>The group's site; null when it has none.</summary>
    public async Task<ProtectedObject?> FindSiteAsync(string groupId, CancellationToken cancellationToken)
    {
        var request = new GraphRequest(graph.Endpoint.Of($"groups/{Uri.EscapeDataString(groupId)}/sites/root?$select=id,displayName,name,webUrl"), GraphScope.SharePoint);
        try
        {
            return await graph.GetJsonAsync(request, static json => ReadOne(json, ReadSite), cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansNotFound)
        {
            return null;
        }
    }

    private static ProtectedObject? ReadSite(JsonElement json)
    {
        string? Text(string name) => json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return Text("id") is { Length: > 0 } id ? new ProtectedObject(ObjectKind.Site, id, Text("displayName") ?? Text("name") ?? id, Text("webUrl")) : null;
    }

    // Devices, contacts and the groups themselves are members as well. An OData cast to users would need an index that lags behind: https://learn.microsoft.com/graph/aad-advanced-queries
    private static DirectoryUser? ReadUser(JsonElement json) =>
        json.TryGetProperty("@odata.type", out JsonElement type) && type.ValueEquals("#microsoft.graph.user") ? DirectoryUser.Read(json) : null;

    private static string FilterOf(NameFilter filter, bool teamsOnly)
    {
        var conditions = new List<string>();
        if (teamsOnly)
            conditions.Add(TeamsOnly);
        if (filter.Exact is { } name)
        {
            string quoted = $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";
            // The team's filter does not combine with others everywhere; a name selects enough.
            conditions = [$"displayName eq {quoted} or mail eq {quoted}"];
        }

        return conditions.Count == 0 ? "" : "&$filter=" + Uri.EscapeDataString(conditions[0]);
    }

    private async IAsyncEnumerable<DirectoryGroup> FindAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await FindOneAsync(id, cancellationToken).ConfigureAwait(false) is { } found)
            yield return found;
    }

    private async Task<DirectoryGroup?> FindOneAsync(string id, CancellationToken cancellationToken)
    {
        var request = new GraphRequest(graph.Endpoint.Of($"groups/{Uri.EscapeDataString(id)}?$select={DirectoryGroup.Properties}"), GraphScope.Directory);
        try
        {
            return await graph.GetJsonAsync(request, static json => ReadOne(json, DirectoryGroup.Read), cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansNotFound)
        {
            return null;
        }
    }

    private IAsyncEnumerable<T> ReadAsync<T>(string path, Func<JsonElement, T?> read, CancellationToken cancellationToken)
        where T : class =>
        DeltaPager.ReadAsync(
            (uri, token) => graph.GetJsonAsync(new GraphRequest(uri, GraphScope.Directory), json => ReadPage(json, read), token), graph.Endpoint, graph.Endpoint.Of(path), cancellationToken)
            .SelectMany(static page => page.Items);

    private static DeltaPage<T> ReadPage<T>(ReadOnlySpan<byte> json, Func<JsonElement, T?> read)
        where T : class
    {
        using JsonDocument page = JsonDocument.Parse(json.ToArray());
        string? next = page.RootElement.TryGetProperty("@odata.nextLink", out JsonElement link) ? link.GetString() : null;
        return new DeltaPage<T>([.. page.RootElement.GetProperty("value").EnumerateArray().Select(read).OfType<T>()], next, null);
    }

    private static T? ReadOne<T>(ReadOnlySpan<byte> json, Func<JsonElement, T?> read)
    {
        using JsonDocument document = JsonDocument.Parse(json.ToArray());
        return read(document.RootElement);
    }
}
