namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>One request, made anew for each attempt.</summary>
/// <param name="Uri">Absolute address.</param>
/// <param name="Scope">What it counts against.</param>
internal sealed record GraphRequest(Uri Uri, GraphScope Scope)
{
    /// <summary>GET for everything that a backup does.</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>Makes the body that is sent; null for none.</summary>
    public Func<HttpContent>? Body { get; init; }

    /// <summary>Value of the Prefer header.</summary>
    public string? Prefer { get; init; }

    /// <summary>First byte wanted; 0 for all.</summary>
    public long Offset { get; init; }

    /// <summary>
    /// True for a pre-authenticated address, of a download or an upload session: no Authorization header goes there, and no compression is asked for, because ranges count
    /// bytes of the file (https://learn.microsoft.com/graph/api/driveitem-get-content).
    /// </summary>
    public bool IsDownload { get; init; }

    /// <summary>What it is going to cost in the service's own units.</summary>
    public int Units => Scope.Service != GraphService.SharePoint ? ResourceUnits.Single : IsWrite ? ResourceUnits.Write : IsDownload ? ResourceUnits.Single : ResourceUnits.Of(Uri);

    private bool IsWrite => Method != HttpMethod.Get;

    public HttpRequestMessage ToMessage(Version httpVersion)
    {
        var message = new HttpRequestMessage(Method, Uri)
        {
            Version = httpVersion,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Content = Body?.Invoke();
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
