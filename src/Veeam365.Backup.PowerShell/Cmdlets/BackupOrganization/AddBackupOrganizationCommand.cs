using System.Management.Automation;
using System.Security;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Adds an organization: signs in to Microsoft 365 with the given application and remembers it, its secret encrypted.</summary>
[Cmdlet(VerbsCommon.Add, "BackupOrganization", DefaultParameterSetName = SecretSet, SupportsShouldProcess = true)]
[OutputType(typeof(BackupOrganizationView))]
public sealed class AddBackupOrganizationCommand : ConfigurationCmdlet
{
    private const string SecretSet = "ClientSecret";
    private const string FileSet = "CertificatePath";
    private const string StoreSet = "CertificateThumbprint";

    /// <summary>The tenant: its id or a verified domain.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string TenantId { get; set; } = "";

    /// <summary>The application's (client) id.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string ClientId { get; set; } = "";

    /// <summary>The client secret.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SecretSet, ValueFromPipelineByPropertyName = true)]
    public SecureString? ClientSecret { get; set; }

    /// <summary>A PFX or PEM file that holds certificate and private key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FileSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? CertificatePath { get; set; }

    /// <summary>The password of that file.</summary>
    [Parameter(ParameterSetName = FileSet, ValueFromPipelineByPropertyName = true)]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>The SHA-1 thumbprint of a certificate in the user's or machine's store.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StoreSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? CertificateThumbprint { get; set; }

    /// <summary>The name to use; the tenant when omitted.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The cloud the organization lives in.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateSet(nameof(CloudRegion.Global), nameof(CloudRegion.UsGovernment), nameof(CloudRegion.UsGovernmentDoD), nameof(CloudRegion.China))]
    public string Region { get; set; } = nameof(CloudRegion.Global);

    /// <summary>Overrides the sign-in authority, for private endpoints.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public Uri? Authority { get; set; }

    /// <summary>Overrides the Graph endpoint, for private endpoints.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public Uri? GraphEndpoint { get; set; }

    /// <summary>SHA-256 (hexadecimal) of a server certificate to accept besides those the system trusts, for private endpoints.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? ServerCertificate { get; set; }

    /// <summary>Adds it without signing in first.</summary>
    [Parameter]
    public SwitchParameter SkipTest { get; set; }

    private CredentialKind Kind => ParameterSetName switch
    {
        FileSet => CredentialKind.CertificateFile,
        StoreSet => CredentialKind.CertificateStore,
        _ => CredentialKind.ClientSecret,
    };

    /// <summary>Requests that all proxies together may send to the tenant in ten seconds; no limit of our own when omitted: the service's answers tell what it bears.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(10, int.MaxValue)]
    public int? RequestBudget { get; set; }

    /// <inheritdoc/>
    private protected override void PrepareRecord() => CertificatePath = FullPath(CertificatePath);

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Subject = Name ?? TenantId;
        if (!await Output.ConfirmAsync(Name ?? TenantId, "Add organization").ConfigureAwait(false))
            return;
        Organization added = await new OrganizationOperations(Services).AddAsync(Request(), cancellationToken).ConfigureAwait(false);
        Output.Write(new BackupOrganizationView(added));
    }

    private NewOrganization Request() => new()
    {
        Name = Name,
        TenantId = TenantId,
        ClientId = ClientId,
        Region = Enum.Parse<CloudRegion>(Region, ignoreCase: true),
        Authority = Authority,
        GraphEndpoint = GraphEndpoint,
        CredentialKind = Kind,
        Secret = SecretText.PlainOf(Kind == CredentialKind.ClientSecret ? ClientSecret : CertificatePassword),
        CertificatePath = CertificatePath,
        CertificateThumbprint = CertificateThumbprint,
        PinnedServerCertificate = Fingerprint(ServerCertificate),
        RequestBudget = RequestBudget,
        SkipTest = SkipTest,
    };

    // Tools show fingerprints as AA:BB:CC or AA BB CC.
    private static string? Fingerprint(string? text) =>
        text?.Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
}
