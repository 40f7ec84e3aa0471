using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Operations;

/// <summary>An organization to be added.</summary>
public sealed record NewOrganization
{
    /// <summary>The name; the tenant's own when null.</summary>
    public string? Name { get; init; }

    /// <summary>Tenant id or verified domain.</summary>
    public required string TenantId { get; init; }

    /// <summary>Application (client) id.</summary>
    public required string ClientId { get; init; }

    /// <summary>The cloud, when authority and endpoint are not given.</summary>
    public CloudRegion Region { get; init; } = CloudRegion.Global;

    /// <summary>Overrides the sign-in authority.</summary>
    public Uri? Authority { get; init; }

    /// <summary>Overrides the Graph endpoint.</summary>
    public Uri? GraphEndpoint { get; init; }

    /// <summary>What the application proves itself with.</summary>
    public required CredentialKind CredentialKind { get; init; }

    /// <summary>The client secret, or the certificate file's password; null for none.</summary>
    public string? Secret { get; init; }

    /// <summary>The certificate file.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The certificate's SHA-1 thumbprint in the store.</summary>
    public string? CertificateThumbprint { get; init; }

    /// <summary>SHA-256 of a server certificate to be accepted besides the system's trust.</summary>
    public string? PinnedServerCertificate { get; init; }

    /// <summary>Requests that all proxies together may send to the tenant in ten seconds; null for no limit of our own.</summary>
    public int? RequestBudget { get; init; }

    /// <summary>True to add it without signing in first.</summary>
    public bool SkipTest { get; init; }

    /// <summary>Names the secret's presence only.</summary>
    public override string ToString() => $"{Name ?? TenantId} ({CredentialKind})";
}
