using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Builds addresses of the Graph service and recognizes them.</summary>
internal sealed class GraphEndpoint(Uri root)
{
    private readonly Uri _versioned = new(new Uri(root.GetLeftPart(UriPartial.Authority)), "/v1.0/");

    /// <summary>What a token is asked for.</summary>
    public string Scope { get; } = root.GetLeftPart(UriPartial.Authority) + "/.default";

    /// <summary>The service root with version, without a trailing slash.</summary>
    public string Versioned => _versioned.AbsoluteUri.TrimEnd('/');

    /// <summary>An address below the service root.</summary>
    public Uri Of(string pathAndQuery) => new(_versioned, pathAndQuery);

    /// <summary>
    /// A link that the service gave (nextLink, deltaLink, Location): followed as it is, but only to the service itself, because the token goes with it.
    /// </summary>
    /// <exception cref="SourceException">It points elsewhere.</exception>
    public Uri Follow(string link)
    {
        if (Uri.TryCreate(_versioned, link, out Uri? uri) && IsOwn(uri))
            return uri;
        throw new SourceException(
            "Source.ForeignLink",
            "The service sent a link that points to another server; it was not followed.",
            "Check the organization's Graph endpoint and what stands between it and this machine.");
    }

    /// <summary>
    /// Where a round starts over: the Location that came with 410 if there is one, with those of our parameters that it left out; they would be missing from
    /// every page otherwise (hidden folders, for one).
    /// </summary>
    public Uri Restart(Uri? location, Uri fresh)
    {
        if (location is null)
            return fresh;
        Uri start = Follow(location.OriginalString);
        HashSet<string> present = [.. Parameters(start).Select(NameOf)];
        string[] query = [.. Parameters(start), .. Parameters(fresh).Where(p => !present.Contains(NameOf(p)))];
        return query.Length == 0 ? start : new UriBuilder(start) { Query = string.Join('&', query) }.Uri;
    }

    public bool IsOwn(Uri uri) =>
        Uri.Compare(uri, _versioned, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static string[] Parameters(Uri uri) => uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries);

    private static string NameOf(string parameter) => Uri.UnescapeDataString(parameter.Split('=')[0]).ToUpperInvariant();
}
