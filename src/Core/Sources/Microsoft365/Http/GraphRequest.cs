namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>One request, made anew for each attempt.</summary>
/// <param name="Uri">Absolute address.</param>
/// <param name="Scope">What it counts against.</param>
internal sealed record GraphRequest(Uri Uri, GraphScope Scope)
{
    /// <summary>Value of the Prefer header.</summary>
    public string? Prefer { get; init; }

    /// <summary>First byte wanted; 0 for all.</summary>
    public long Offset { get; init; }

    /// <summary>
    /// True for a pre-authenticated download address: no Authorization header goes there, and no compression is asked for, because ranges count
    /// bytes of the file (https://learn.microsoft.com/graph/api/driveitem-get-content).
    /// </summary>
    public bool IsDownload { get; init; }

    /// <summary>What it is going to cost in the service's own units.</summary>
    public int Units => Scope.Service == GraphService.SharePoint && !IsDownload ? ResourceUnits.Of(Uri) : ResourceUnits.Single;

    public HttpRequestMessage ToMessage(Version httpVersion)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, Uri)
        {
            Version = httpVersion,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (!IsDownload)
            ContentCoding.Accept(message);
        if (Prefer is not null)
            message.Headers.TryAddWithoutValidation("Prefer", Prefer);
        if (Offset > 0)
            message.Headers.Range = new System.Net.Http.Headers.RangeHeaderValue(Offset, null);
        message.Headers.TryAddWithoutValidation("client-request-id", Guid.NewGuid().ToString());
        return message;
    }
}
