using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>An organization. Holds no secret.</summary>
public sealed class BackupOrganizationView
{
    private readonly Organization _organization;

    internal BackupOrganizationView(Organization organization) => _organization = organization;

    /// <summary>The name.</summary>
    public string Name => _organization.Name;

    /// <summary>Its id.</summary>
    public Guid Id => _organization.Id;

    /// <summary>True for an Exchange organization of one's own.</summary>
    public bool IsOnPremises => _organization.IsOnPremises;

    /// <summary>The tenant; of an on-premises organization its server.</summary>
    public string TenantId => _organization.TenantId;

    /// <summary>The application (client) id; of an on-premises organization the account, empty for the one that PowerShell runs as.</summary>
    public string ClientId => _organization.ClientId;

    /// <summary>What the application or account proves itself with.</summary>
    public CredentialKind Credential => _organization.CredentialKind;

    /// <summary>The certificate file.</summary>
    public string? CertificatePath => _organization.CertificatePath;

    /// <summary>The certificate in the store.</summary>
    public string? CertificateThumbprint => _organization.CertificateThumbprint;

    /// <summary>The (client) id of the application that restores; null when none is set.</summary>
    public string? RestoreClientId => _organization.Restore?.ClientId;

    /// <summary>The sign-in authority.</summary>
    public Uri Authority => _organization.Authority;

    /// <summary>The Graph endpoint.</summary>
    public Uri GraphEndpoint => _organization.GraphEndpoint;

    /// <summary>SHA-256 of a server certificate accepted besides those the system trusts.</summary>
    public string? ServerCertificate => _organization.PinnedServerCertificate;

    /// <summary>Requests that all proxies together may send to the tenant in ten seconds; null for no limit of our own.</summary>
    public int? RequestBudget => _organization.RequestBudget;

    /// <summary>The PowerShell of an on-premises organization.</summary>
    public Uri? ConnectionUri => _organization.OnPremises?.ConnectionUri;

    /// <summary>The Exchange Web Services of an on-premises organization.</summary>
    public Uri? EwsUrl => _organization.OnPremises?.Ews;

    /// <summary>How the account of an on-premises organization proves itself.</summary>
    public ExchangeAuthentication? Authentication => _organization.OnPremises?.Authentication;

    /// <summary>The id of the Microsoft 365 half of a hybrid organization.</summary>
    public Guid? CloudOrganizationId => _organization.OnPremises?.CloudHalf;

    /// <summary>When it was added (UTC).</summary>
    public DateTimeOffset CreatedAt => _organization.CreatedAt;

    /// <summary>What people read.</summary>
    public override string ToString() => Name;
}
