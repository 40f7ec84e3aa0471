using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

namespace Veeam365.Simulators.Graph;

/// <summary>An app registration: how it signs in and what it was granted.</summary>
public sealed class SimulatedApplication
{
    private ImmutableList<X509Certificate2> _certificates = [];
    private ImmutableSortedSet<string> _permissions = [];

    internal SimulatedApplication(Guid clientId, string secret)
    {
        ClientId = clientId.ToString("D");
        Secret = secret;
    }

    public string ClientId { get; }

    /// <summary>May be changed, as when a secret is rolled.</summary>
    public string Secret { get; set; }

    /// <summary>Granted application permissions such as "Mail.Read"; tokens made from now on carry them.</summary>
    public IReadOnlySet<string> Permissions => _permissions;

    internal ImmutableList<X509Certificate2> Certificates => _certificates;

    /// <summary>Replaces what was granted.</summary>
    public void SetPermissions(params IEnumerable<string> permissions) =>
        _permissions = ImmutableSortedSet.CreateRange(StringComparer.Ordinal, permissions);

    /// <summary>Registers a certificate for signing in; only its public part is kept.</summary>
    public void AddCertificate(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var publicPart = X509CertificateLoader.LoadCertificate(certificate.RawData);
        ImmutableInterlocked.Update(ref _certificates, static (list, added) => list.Add(added), publicPart);
    }

    /// <summary>Removes all certificates.</summary>
    public void ClearCertificates() => _certificates = [];
}
