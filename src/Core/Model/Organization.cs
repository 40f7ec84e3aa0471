namespace Veeam365.Backup.Core.Model;

/// <summary>An organization (a Microsoft 365 tenant, or an on-premises Exchange organization) and how to reach it. Holds no secret.</summary>
public sealed record Organization
{
    /// <summary>Our id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name admins use; unique in the configuration, compared without case.</summary>
    public required string Name { get; init; }

    /// <summary>The tenant: a GUID or a verified domain.</summary>
    public required string TenantId { get; init; }

    /// <summary>The application's (client) id.</summary>
    public required string ClientId { get; init; }

    /// <summary>The sign-in authority, e.g. https://login.microsoftonline.com/ (national clouds differ).</summary>
    public required Uri Authority { get; init; }

    /// <summary>The Graph service root without version, e.g. https://graph.microsoft.com/.</summary>
    public required Uri GraphEndpoint { get; init; }

    /// <summary>What the application proves itself with.</summary>
    public required CredentialKind CredentialKind { get; init; }

    /// <summary>Path of a PFX or PEM file, when <see cref="CredentialKind"/> is CertificateFile.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>SHA-1 thumbprint in the user's or machine's store, when <see cref="CredentialKind"/> is CertificateStore.</summary>
    public string? CertificateThumbprint { get; init; }

    /// <summary>
    /// SHA-256 (hexadecimal) of the only TLS server certificate that is accepted for authority and endpoint besides those the system trusts; null for none.
    /// For private endpoints with a certificate of their own.
    /// </summary>
    public string? PinnedServerCertificate { get; init; }

    /// <summary>Requests that all proxies together may send to the tenant in ten seconds; null for no limit of our own.</summary>
    public int? RequestBudget { get; init; }

    /// <summary>True when it came with an imported repository: known by name, its data can be browsed, but there is nothing to sign in with.</summary>
    public bool IsImported => CredentialKind == CredentialKind.None;

    /// <summary>The application that restores, where one is set: backups sign in with another one, that only reads.</summary>
    public RestoreApplication? Restore { get; init; }

    /// <summary>
    /// How an on-premises Exchange organization is reached; null for a Microsoft 365 tenant. Then tenant and client id are the host and the account, authority and endpoint the addresses of
    /// its PowerShell and its EWS.
    /// </summary>
    public OnPremisesConnection? OnPremises { get; init; }

    /// <summary>True when it is an Exchange organization of one's own.</summary>
    public bool IsOnPremises => OnPremises is not null;

    /// <summary>The organization as seen by an application that restores.</summary>
    public Organization ForRestore(RestoreApplication application) => this with
    {
        ClientId = application.ClientId,
        CredentialKind = application.CredentialKind,
        CertificatePath = application.CertificatePath,
        CertificateThumbprint = application.CertificateThumbprint,
    };

    /// <summary>When it was added (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
