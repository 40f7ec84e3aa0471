using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Veeam365.Simulators.Exchange;

/// <summary>The Web Services of an Exchange organization, over TLS on the loopback interface, with Basic authentication.</summary>
public sealed class ExchangeSimulator : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly X509Certificate2 _certificate = CreateCertificate();
    private readonly ConcurrentDictionary<string, SimulatedExchangeMailbox> _mailboxes = new(StringComparer.OrdinalIgnoreCase);

    private ExchangeSimulator(ExchangeSimulatorOptions options)
    {
        Options = options;
        _server = Build();
    }

    public ExchangeSimulatorOptions Options { get; }

    public ExchangeFaults Faults { get; } = new();

    /// <summary>The address of EWS.</summary>
    public Uri Ews { get; private set; } = null!;

    public IReadOnlyList<SimulatedExchangeMailbox> Mailboxes => [.. _mailboxes.Values.OrderBy(m => m.Address, StringComparer.Ordinal)];

    /// <summary>Requests answered so far, by operation.</summary>
    public ConcurrentDictionary<string, int> Requests { get; } = new();

    public static async Task<ExchangeSimulator> StartAsync(ExchangeSimulatorOptions? options = null)
    {
        var simulator = new ExchangeSimulator(options ?? new ExchangeSimulatorOptions());
        await simulator._server.StartAsync();
        simulator.Ews = new Uri(new Uri(simulator._server.Urls.First()), "/EWS/Exchange.asmx");
        return simulator;
    }

    public SimulatedExchangeMailbox AddMailbox(string address, string type = "UserMailbox", bool hasArchive = false) =>
        _mailboxes.GetOrAdd(address, a => new SimulatedExchangeMailbox(a, type, hasArchive));

    public SimulatedExchangeMailbox? Find(string address) => _mailboxes.GetValueOrDefault(address);

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _server.StopAsync(soon.Token);
        await _server.DisposeAsync();
        _certificate.Dispose();
    }

    /// <summary>Ends when the process is told to.</summary>
    internal Task WaitAsync() => _server.WaitForShutdownAsync();

    private WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0, listener =>
        {
            listener.Protocols = HttpProtocols.Http1;
            listener.UseHttps(_certificate);
        }));
        WebApplication server = builder.Build();
        var admin = new AdminHandler(this);
        var ews = new EwsHandler(this);
        server.Run(context => context.Request.Path.StartsWithSegments("/_simulator", StringComparison.Ordinal) ? admin.InvokeAsync(context) : ews.InvokeAsync(context));
        return server;
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=exchange simulator", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
        // TLS on Windows cannot use a key that lives in memory only.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
