namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The HTTP connections of one organization, for the API, downloads and sign-in. It never follows redirects, and what is compressed stays so (<see cref="ContentCoding"/>).</summary>
internal sealed class GraphTransport : IDisposable
{
    public GraphTransport(ServerCertificatePin? pin, GraphSourceOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // The governor bounds requests; a sign-in goes beside them, to the same host where somebody stands between.
            MaxConnectionsPerServer = options.MaxConcurrency + 1,
            EnableMultipleHttp2Connections = true,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectTimeout = TimeSpan.FromSeconds(15),
        };
        if (pin is not null)
            handler.SslOptions.RemoteCertificateValidationCallback = pin.Accepts;
        Client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        // Decorated traffic is served with priority: https://learn.microsoft.com/sharepoint/dev/general-development/how-to-avoid-getting-throttled-or-blocked-in-sharepoint-online
        Client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", UserAgent);
    }

    public HttpClient Client { get; }

    public void Dispose() => Client.Dispose();

    private static string UserAgent { get; } = "ISV|Veeam365|Backup/" + typeof(GraphTransport).Assembly.GetName().Version?.ToString(3);
}
