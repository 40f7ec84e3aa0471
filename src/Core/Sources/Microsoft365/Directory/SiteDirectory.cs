using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// The sites of the organization: the top site of each site collection, which has its subsites within it. Sites behind users' OneDrives are told apart.
/// https://learn.microsoft.com/graph/api/site-getallsites.
/// </summary>
internal sealed class SiteDirectory(GraphHttpClient graph)
{
    public const string Permission = "Sites.Read.All";

    private const int PageSize = 500;

    /// <summary>The sites that the query means, each once.</summary>
    public async IAsyncEnumerable<DiscoveredObject> RunAsync(DiscoveryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? name = query.Name?.TrimEnd('/');
        if (DirectAddress(name) is { } direct)
        {
            if (await FindAsync(direct, cancellationToken).ConfigureAwait(false) is { } one)
                yield return Describe(one);
            yield break;
        }

        NamePattern? pattern = name is null ? null : new NamePattern(name);
        await foreach (SiteRecord site in ListAsync(cancellationToken).ConfigureAwait(false))
        {
            DiscoveredObject found = Describe(site);
            bool isWanted = query.IncludePersonalSites || !site.IsPersonal || pattern is { HasWildcard: false };
            if (isWanted && (pattern is null || pattern.Matches(found.Object)))
                yield return found;
        }
    }

    /// <summary>What can be asked for directly: an id (host, collection, web) or a URL; null for anything else.</summary>
    private static string? DirectAddress(string? name)
    {
        if (name is null || new NamePattern(name).HasWildcard)
            return null;
        if (Uri.TryCreate(name, UriKind.Absolute, out Uri? url) && url.Scheme is "https" or "http")
            return url.AbsolutePath == "/" ? url.Host : $"{url.Host}:{url.AbsolutePath}";
        string[] parts = name.Split(',');
        return parts.Length == 3 && Guid.TryParse(parts[1], out _) && Guid.TryParse(parts[2], out _) ? Uri.EscapeDataString(name) : null;
    }

    private async Task<SiteRecord?> FindAsync(string address, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GraphRequest(graph.Endpoint.Of("sites/" + address), GraphScope.SharePoint);
            return await graph.GetJsonAsync(request, ElementParser.OfOne(SiteRecord.Read), cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansNotFound || (int)e.Status == 400)
        {
            return null;
        }
    }

    private async IAsyncEnumerable<SiteRecord> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A site that says it is the top of its collection is given out at once. Where none of a collection says so, it is the one with the shortest address.
        var told = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var unsure = new Dictionary<string, SiteRecord>(StringComparer.OrdinalIgnoreCase);
        await foreach (SiteRecord site in PagesAsync(cancellationToken).ConfigureAwait(false))
        {
            if (site.IsTop)
            {
                if (told.Add(site.CollectionId))
                    yield return site;
            }
            else if (!unsure.TryGetValue(site.CollectionId, out SiteRecord? other) || site.WebUrl.Length < other.WebUrl.Length)
            {
                unsure[site.CollectionId] = site;
            }
        }

        foreach (SiteRecord site in unsure.Values.Where(s => !told.Contains(s.CollectionId)))
            yield return site;
    }

    private async IAsyncEnumerable<SiteRecord> PagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var parser = new DeltaPageParser<SiteRecord>(ElementParser.Of(SiteRecord.Read));
        IAsyncEnumerable<DeltaPage<SiteRecord>> pages = DeltaPager.ReadAsync(
            (uri, token) => graph.GetJsonAsync(new GraphRequest(uri, GraphScope.SharePoint), parser.Parse, token),
            graph.Endpoint,
            graph.Endpoint.Of($"sites/getAllSites?$top={PageSize}"),
            cancellationToken);
        await foreach (DeltaPage<SiteRecord> page in pages.ConfigureAwait(false))
        {
            foreach (SiteRecord site in page.Items)
                yield return site;
        }
    }

    private static DiscoveredObject Describe(SiteRecord site) => new(
        new ProtectedObject(ObjectKind.Site, site.Id, site.DisplayName, site.WebUrl.Length == 0 ? null : site.WebUrl), [Workload.Site], IsEnabled: true, IsGuest: false, IsLicensed: true)
    {
        IsPersonalSite = site.IsPersonal,
    };
}
