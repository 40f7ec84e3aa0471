using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Veeam365.Simulators.Graph;

/// <summary>A Microsoft Graph service with its sign-in and download endpoints, on the loopback interface.</summary>
public sealed class GraphSimulator : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly X509Certificate2 _certificate;

    private GraphSimulator(GraphSimulatorOptions options)
    {
        Options = options;
        Tenant = new SimulatedTenant(options);
        Log = new RequestLog();
        RequestBudget = new BudgetWindow(options.Time);
        UnitBudget = new BudgetWindow(options.Time);
        Waits = new WaitBook(options, Log);
        AccessTokens = new AccessTokens(options, Tenant);
        Downloads = new DownloadService();
        Uploads = new UploadSessions(options);
        Pipeline = new RequestPipeline(this);
        _certificate = ServerCertificate.Create();
        CertificateThumbprint = Convert.ToHexString(_certificate.GetCertHash(HashAlgorithmName.SHA256));
        _server = Build();
    }

    public GraphSimulatorOptions Options { get; }

    /// <summary>Root of everything, and the sign-in authority; ends with a slash.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>Base address of the Graph API, without a slash at its end.</summary>
    public Uri GraphEndpoint => new(Endpoint, "v1.0");

    /// <summary>The same service without TLS, where the options ask for it; links continue with the scheme of the request.</summary>
    public Uri? PlainEndpoint { get; private set; }

    /// <summary>SHA-256 of the server's self-signed certificate, upper-case hex; clients pin it.</summary>
    public string CertificateThumbprint { get; }

    public SimulatedTenant Tenant { get; }

    public RequestLog Log { get; }

    public FaultQueue Faults { get; } = new();

    /// <summary>Requests of the application, see <see cref="GraphSimulatorOptions.RateLimit"/>.</summary>
    public BudgetWindow RequestBudget { get; }

    /// <summary>SharePoint's resource units, see <see cref="GraphSimulatorOptions.ResourceUnitLimit"/>.</summary>
    public BudgetWindow UnitBudget { get; }

    /// <summary>Requests about each team, see <see cref="GraphSimulatorOptions.TeamRateLimit"/>.</summary>
    internal System.Collections.Concurrent.ConcurrentDictionary<string, BudgetWindow> TeamBudgets { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal WaitBook Waits { get; }

    internal AccessTokens AccessTokens { get; }

    internal DownloadService Downloads { get; }

    internal UploadSessions Uploads { get; }

    internal RequestPipeline Pipeline { get; }

    internal CancellationToken Stopping => _server.Lifetime.ApplicationStopping;

    /// <summary>Starts a simulator with an empty tenant.</summary>
    public static async Task<GraphSimulator> StartAsync(GraphSimulatorOptions? options = null, CancellationToken cancellation = default)
    {
        var simulator = new GraphSimulator(options ?? new GraphSimulatorOptions());
        await simulator._server.StartAsync(cancellation);
        var addresses = simulator._server.Urls.Select(static url => new Uri(url)).ToList();
        simulator.Endpoint = addresses.First(static address => address.Scheme == Uri.UriSchemeHttps);
        simulator.PlainEndpoint = addresses.Find(static address => address.Scheme == Uri.UriSchemeHttp);
        return simulator;
    }

    /// <summary>A handler that accepts the simulator's certificate and no other.</summary>
    public SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => IsOwn(certificate) },
    };

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _server.StopAsync(soon.Token);
        await _server.DisposeAsync();
        _certificate.Dispose();
    }

    private bool IsOwn(X509Certificate? certificate) =>
        certificate is not null && Convert.ToHexString(certificate.GetCertHash(HashAlgorithmName.SHA256)) == CertificateThumbprint;

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(ConfigureServer);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        if (Options.CompressAnswers)
            builder.Services.AddResponseCompression(static o => (o.EnableForHttps, o.MimeTypes) = (true, ["*/*"]));
        var server = builder.Build();
        if (Options.CompressAnswers)
            server.UseResponseCompression();
        server.Run(Pipeline.InvokeAsync);
        return server;
    }

    private void ConfigureServer(KestrelServerOptions server)
    {
        server.AddServerHeader = false;
        server.Limits.MaxConcurrentConnections = null;
        server.Limits.MinResponseDataRate = null;
        server.Limits.MaxRequestBodySize = 64 << 20;
        server.Listen(IPAddress.Loopback, Options.Port, listener =>
        {
            listener.Protocols = HttpProtocols.Http1AndHttp2;
            listener.UseHttps(_certificate);
        });
        if (Options.PlainHttpForData)
            server.Listen(IPAddress.Loopback, 0, static listener => listener.Protocols = HttpProtocols.Http1);
    }
}
