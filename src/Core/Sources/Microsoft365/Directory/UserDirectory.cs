using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Graph;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The users of the directory, through the Graph SDK.</summary>
internal sealed class UserDirectory : IDisposable
{
    public const string Permission = "User.Read.All";

    private const int PageSize = 999;

    private readonly GraphServiceClient _client;
    private readonly HttpClient _http;
    private readonly GraphEndpoint _endpoint;

    public UserDirectory(GraphHttpClient graph)
    {
        _endpoint = graph.Endpoint;
        _http = new HttpClient(new GovernedHandler(graph)) { Timeout = Timeout.InfiniteTimeSpan };
        _client = new GraphServiceClient(_http, new AnonymousAuthenticationProvider(), graph.Endpoint.Versioned);
    }

    /// <summary>The organization's display name; null when it has none.</summary>
    public async Task<string?> ReadOrganizationNameAsync(CancellationToken cancellationToken)
    {
        RequestInformation request = _client.Organization.ToGetRequestInformation(r => r.QueryParameters.Select = ["id", "displayName"]);
        using JsonDocument page = await ReadAsync(request, cancellationToken).ConfigureAwait(false);
        return Values(page).Select(o => o.TryGetProperty("displayName", out JsonElement name) ? name.GetString() : null).FirstOrDefault();
    }

    /// <summary>All users, or those that a name means.</summary>
    public async IAsyncEnumerable<DirectoryUser> ListAsync(NameFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (filter.DirectKey is { } key && await FindAsync(key, cancellationToken).ConfigureAwait(false) is { } one)
        {
            yield return one;
            yield break;
        }

        await foreach (DirectoryUser user in ListAsync(PageSize, cancellationToken).ConfigureAwait(false))
        {
            if (filter.Matches(user))
                yield return user;
        }
    }

    /// <summary>All users, page by page.</summary>
    public async IAsyncEnumerable<DirectoryUser> ListAsync(int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RequestInformation? request = _client.Users.ToGetRequestInformation(r => (r.QueryParameters.Select, r.QueryParameters.Top) = (DirectoryUser.Properties, pageSize));
        while (request is not null)
        {
            using JsonDocument page = await ReadAsync(request, cancellationToken).ConfigureAwait(false);
            foreach (DirectoryUser user in Values(page).Select(DirectoryUser.Read).OfType<DirectoryUser>())
                yield return user;
            request = page.RootElement.TryGetProperty("@odata.nextLink", out JsonElement next) && next.GetString() is { } link
                ? _client.Users.WithUrl(_endpoint.Follow(link).AbsoluteUri).ToGetRequestInformation()
                : null;
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
    }

    private async Task<DirectoryUser?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            RequestInformation request = _client.Users[key].ToGetRequestInformation(r => r.QueryParameters.Select = DirectoryUser.Properties);
            using JsonDocument found = await ReadAsync(request, cancellationToken).ConfigureAwait(false);
            return DirectoryUser.Read(found.RootElement);
        }
        catch (GraphStatusException e) when (e.MeansNotFound || (int)e.Status == 400)
        {
            return null;
        }
    }

    /// <summary>
    /// The SDK builds and sends the request; the answer is read here. Its models are large (a user alone has some two hundred properties), and every job start
    /// would compile their parsers for the few that are needed.
    /// </summary>
    private async Task<JsonDocument> ReadAsync(RequestInformation request, CancellationToken cancellationToken)
    {
        await using Stream? body = await _client.RequestAdapter.SendPrimitiveAsync<Stream>(request, cancellationToken: cancellationToken).ConfigureAwait(false);
        return await JsonDocument.ParseAsync(body ?? Stream.Null, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private static IEnumerable<JsonElement> Values(JsonDocument page) =>
        page.RootElement.TryGetProperty("value", out JsonElement values) && values.ValueKind == JsonValueKind.Array ? values.EnumerateArray() : [];
}
