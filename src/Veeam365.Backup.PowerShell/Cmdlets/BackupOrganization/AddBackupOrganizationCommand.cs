using System.Management.Automation;
using System.Security;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Adds an organization: signs in to Microsoft 365 with an application, or to an Exchange server of your own with an account, and remembers it.</summary>
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
/// <para>
/// With -OnPremises it is an Exchange organization of your own (2016, 2019, Subscription Edition). It is validated and resolved through the PowerShell of one of its servers, by the remoting of this
/// PowerShell, which exists on Windows only, and read through Exchange Web Services. The account needs the roles View-Only Recipients, View-Only Configuration and ApplicationImpersonation.
/// A hybrid organization is two here, one for each half, and -CloudOrganization makes them name each other.
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
/// <example needs="an Exchange server">
/// <code>Add-BackupOrganization -OnPremises -Server mail01.contoso.example -Credential (Get-Credential CONTOSO\backup) -Name Headquarters</code>
/// <para>Adds an on-premises organization; the account signs in with Kerberos.</para>
/// </example>
/// <example needs="an Exchange server">
/// <code>Add-BackupOrganization -OnPremises -ConnectionUri https://mail.contoso.example/PowerShell/ -Authentication Basic -Credential $credential -CloudOrganization Contoso</code>
/// <para>Adds the on-premises half of a hybrid organization, whose other half is known as Contoso.</para>
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
    private const string OnPremisesSet = "OnPremises";

    /// <summary>The tenant: its id or a verified domain.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = SecretSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FileSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = StoreSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string TenantId { get; set; } = "";

    /// <summary>The application's (client) id.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = SecretSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = FileSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = StoreSet, ValueFromPipelineByPropertyName = true)]
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

    /// <summary>Adds an Exchange organization of your own.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OnPremisesSet)]
    public SwitchParameter OnPremises { get; set; }

    /// <summary>One of its servers: its PowerShell is at http://server/PowerShell/.</summary>
    [Parameter(ParameterSetName = OnPremisesSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Server { get; set; }

    /// <summary>The address of its PowerShell, where that is not the usual one.</summary>
    [Parameter(ParameterSetName = OnPremisesSet, ValueFromPipelineByPropertyName = true)]
    public Uri? ConnectionUri { get; set; }

    /// <summary>The account that validates and reads; the one that PowerShell runs as when omitted. Its password is kept encrypted.</summary>
    [Parameter(ParameterSetName = OnPremisesSet, ValueFromPipelineByPropertyName = true)]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>How the account proves itself. Basic sends the password as it is, and is used over TLS only.</summary>
    [Parameter(ParameterSetName = OnPremisesSet, ValueFromPipelineByPropertyName = true)]
    [ValidateSet(nameof(ExchangeAuthentication.Kerberos), nameof(ExchangeAuthentication.Negotiate), nameof(ExchangeAuthentication.Basic))]
    public string Authentication { get; set; } = nameof(ExchangeAuthentication.Kerberos);

    /// <summary>The address of Exchange Web Services, where it is not https://server/EWS/Exchange.asmx.</summary>
    [Parameter(ParameterSetName = OnPremisesSet, ValueFromPipelineByPropertyName = true)]
    public Uri? EwsUrl { get; set; }

    /// <summary>Takes any TLS certificate of the servers. Better give them one that this machine trusts.</summary>
    [Parameter(ParameterSetName = OnPremisesSet, ValueFromPipelineByPropertyName = true)]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>The Microsoft 365 half of a hybrid organization: its name, id or what Get-BackupOrganization returned.</summary>
    [Parameter(ParameterSetName = OnPremisesSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(OrganizationCompleter))]
    public OrganizationReference? CloudOrganization { get; set; }

    /// <summary>The name to use; the tenant or the server when omitted.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The cloud the organization lives in.</summary>
    [Parameter(ParameterSetName = SecretSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = FileSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = StoreSet, ValueFromPipelineByPropertyName = true)]
    [ValidateSet(nameof(CloudRegion.Global), nameof(CloudRegion.UsGovernment), nameof(CloudRegion.UsGovernmentDoD), nameof(CloudRegion.China))]
    public string Region { get; set; } = nameof(CloudRegion.Global);

    /// <summary>Overrides the sign-in authority, for private endpoints.</summary>
    [Parameter(ParameterSetName = SecretSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = FileSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = StoreSet, ValueFromPipelineByPropertyName = true)]
    public Uri? Authority { get; set; }

    /// <summary>Overrides the Graph endpoint, for private endpoints.</summary>
    [Parameter(ParameterSetName = SecretSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = FileSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = StoreSet, ValueFromPipelineByPropertyName = true)]
    public Uri? GraphEndpoint { get; set; }

    /// <summary>SHA-256 (hexadecimal) of a server certificate to accept besides those the system trusts, for private endpoints.</summary>
    [Parameter(ParameterSetName = SecretSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = FileSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = StoreSet, ValueFromPipelineByPropertyName = true)]
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
        bool isOnPremises = ParameterSetName == OnPremisesSet;
        string subject = Name ?? (isOnPremises ? PowerShellUri().Host : TenantId);
        Subject = subject;
        if (!await Output.ConfirmAsync(subject, "Add organization").ConfigureAwait(false))
            return;
        var operations = new OrganizationOperations(Services);
        Organization added = isOnPremises
            ? await operations.AddOnPremisesAsync(OnPremisesRequest(), cancellationToken).ConfigureAwait(false)
            : await operations.AddAsync(Request(), cancellationToken).ConfigureAwait(false);
        Output.Write(new BackupOrganizationView(added));
    }

    private NewOnPremisesOrganization OnPremisesRequest() => new()
    {
        Name = Name,
        Connection = new OnPremisesConnection(PowerShellUri(), Enum.Parse<ExchangeAuthentication>(Authentication, ignoreCase: true))
        {
            UserName = Credential?.UserName.TrimStart('\\'),
            EwsUrl = EwsUrl,
            SkipCertificateCheck = SkipCertificateCheck,
        },
        Password = SecretText.PlainOf(Credential?.Password),
        CloudHalf = CloudOrganization?.NameOrId,
        RequestBudget = RequestBudget,
        SkipTest = SkipTest,
    };

    private Uri PowerShellUri()
    {
        if (ConnectionUri is not null)
            return ConnectionUri;
        // Basic authentication is used over TLS only; Kerberos protects what it carries by itself.
        string scheme = string.Equals(Authentication, nameof(ExchangeAuthentication.Basic), StringComparison.OrdinalIgnoreCase) ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        return Server is { } server && Uri.TryCreate($"{scheme}://{server}/PowerShell/", UriKind.Absolute, out Uri? uri)
            ? uri
            : throw new InvalidSettingException("Organization.ServerMissing", "There is no server to connect to.", "Give -Server (a host name) or -ConnectionUri.");
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
