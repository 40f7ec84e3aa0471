using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>The HTTP connections to one organization. It follows no redirects: an address that leads elsewhere is a setting to correct, not a place to send credentials to.</summary>
internal sealed class EwsTransport : IDisposable
{
    public EwsTransport(OnPremisesConnection connection, string? password, EwsOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            PreAuthenticate = true,
            MaxConnectionsPerServer = options.MaxConcurrency,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectTimeout = TimeSpan.FromSeconds(15),
            Credentials = CredentialsOf(connection, password),
        };
        if (connection.SkipCertificateCheck)
            handler.SslOptions.RemoteCertificateValidationCallback = AcceptAny;
        Client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        Client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "Veeam365.Backup");
    }

    public HttpClient Client { get; }

    public void Dispose() => Client.Dispose();

    /// <summary>The admin said so (-SkipCertificateCheck): servers of one's own with certificates that they signed themselves.</summary>
    private static bool AcceptAny(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => certificate is not null;

    private static CredentialCache CredentialsOf(OnPremisesConnection connection, string? password)
    {
        NetworkCredential account = connection.UserName is { } name ? AccountOf(name, password) : CredentialCache.DefaultNetworkCredentials;
        string[] schemes = connection.Authentication switch
        {
            ExchangeAuthentication.Basic => ["Basic"],
            ExchangeAuthentication.Kerberos => ["Negotiate"],
            _ => ["Negotiate", "NTLM"],
        };
        var cache = new CredentialCache();
        foreach (string scheme in schemes)
            cache.Add(connection.Ews, scheme, account);
        return cache;
    }

    private static NetworkCredential AccountOf(string name, string? password)
    {
        int at = name.IndexOf('\\', StringComparison.Ordinal);
        return at < 0 ? new NetworkCredential(name, password) : new NetworkCredential(name[(at + 1)..], password, name[..at]);
    }
}
