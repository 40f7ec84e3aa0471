using System.Net;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The HTTP connections of one organization: one pool for the API, one for downloads and sign-in that never decompresses or follows redirects.</summary>
internal sealed class GraphTransport : IDisposable
{
    public GraphTransport(ServerCertificatePin? pin, GraphSourceOptions options)
    {
        Api = Create(pin, options, DecompressionMethods.GZip | DecompressionMethods.Brotli);
        Plain = Create(pin, options, DecompressionMethods.None);
    }

    /// <summary>Graph itself; answers may come compressed.</summary>
    public HttpClient Api { get; }

    /// <summary>Downloads and sign-in.</summary>
    public HttpClient Plain { get; }

    public void Dispose()
    {
        Api.Dispose();
        Plain.Dispose();
    }

    private static HttpClient Create(ServerCertificatePin? pin, GraphSourceOptions options, DecompressionMethods decompression)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = decompression,
            UseCookies = false,
            MaxConnectionsPerServer = options.MaxConcurrency,
            EnableMultipleHttp2Connections = true,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectTimeout = TimeSpan.FromSeconds(15),
        };
        if (pin is not null)
            handler.SslOptions.RemoteCertificateValidationCallback = pin.Accepts;
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        // Decorated traffic is served with priority: https://learn.microsoft.com/sharepoint/dev/general-development/how-to-avoid-getting-throttled-or-blocked-in-sharepoint-online
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", UserAgent);
        return client;
    }

    private static string UserAgent { get; } = "ISV|Veeam365|Backup/" + typeof(GraphTransport).Assembly.GetName().Version?.ToString(3);
}
