using System.Management.Automation;
using System.Security;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Adds an organization: signs in to Microsoft 365 with an application and remembers it.</summary>
/// <remarks>
/// <para>
/// The application needs application permissions with admin consent: User.Read.All, Mail.Read, Contacts.Read, Calendars.Read and Files.Read.All; Sites.Read.All for sites,
/// Group.Read.All for groups, ChannelMessage.Read.All and ChannelMember.Read.All for teams. It only reads: an application that may write is for restores, see Set-BackupOrganization.
/// Test-BackupOrganization tells what is missing.
/// </para>
/// <para>
/// A certificate is better than a client secret. Secrets are stored encrypted with the key of the configuration. An organization that came with an imported repository is completed by
/// adding it under the same name or tenant.
/// </para>
/// </remarks>
/// <example>
/// <code>Add-BackupOrganization contoso.onmicrosoft.com $clientId -Name Fabrikam -ClientSecret (Read-Host -AsSecureString)</code>
/// <para>Adds an organization; the client secret is asked for.</para>
/// </example>
/// <example needs="a certificate in the store">
/// <code>Add-BackupOrganization contoso.onmicrosoft.com $clientId -CertificateThumbprint 0123456789ABCDEF0123456789ABCDEF01234567</code>
/// <para>Signs in with a certificate from the store of the user or the machine.</para>
/// </example>
/// <example>
/// <code>Add-BackupOrganization contoso.onmicrosoft.com $clientId -Name Later -ClientSecret $secret -SkipTest</code>
/// <para>Adds it without signing in, for instance before the consent is given.</para>
/// </example>
/// <seealso cref="TestBackupOrganizationCommand"/>
/// <seealso cref="GetBackupOrganizationObjectCommand"/>
/// <seealso cref="AddBackupJobCommand"/>
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
