using System.Runtime.CompilerServices;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions.Authentication;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The users of the directory, through the Graph SDK.</summary>
internal sealed class UserDirectory : IDisposable
{
    public const string Permission = "User.Read.All";

    private const int PageSize = 999;

    private static readonly string[] Properties = ["id", "displayName", "userPrincipalName", "mail", "accountEnabled", "userType", "assignedLicenses"];

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
        OrganizationCollectionResponse? page = await _client.Organization.GetAsync(r => r.QueryParameters.Select = ["id", "displayName"], cancellationToken).ConfigureAwait(false);
        return page?.Value?.FirstOrDefault()?.DisplayName;
    }

    /// <summary>All users, or those that a name means.</summary>
    public async IAsyncEnumerable<User> ListAsync(NameFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (filter.DirectKey is { } key && await FindAsync(key, cancellationToken).ConfigureAwait(false) is { } one)
        {
            yield return one;
            yield break;
        }

        await foreach (User user in ListAsync(PageSize, cancellationToken).ConfigureAwait(false))
        {
            if (filter.Matches(user))
                yield return user;
        }
    }

    /// <summary>All users, page by page.</summary>
    public async IAsyncEnumerable<User> ListAsync(int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        UserCollectionResponse? page = await _client.Users.GetAsync(
            r => (r.QueryParameters.Select, r.QueryParameters.Top) = (Properties, pageSize), cancellationToken).ConfigureAwait(false);
        while (page is not null)
        {
            foreach (User user in page.Value ?? [])
            {
                if (user.Id is not null)
                    yield return user;
            }

            page = page.OdataNextLink is null
                ? null
                : await _client.Users.WithUrl(_endpoint.Follow(page.OdataNextLink).AbsoluteUri).GetAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
    }

    private async Task<User?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.Users[key].GetAsync(r => r.QueryParameters.Select = Properties, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansNotFound || (int)e.Status == 400)
        {
            return null;
        }
    }
}
