using System.Management.Automation;
using System.Security;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Sets, or forgets, the application that restores to organizations.</summary>
/// <remarks>
/// <para>
/// It is another application than the one that backs up: that one only reads, and stays so. It needs Mail.ReadWrite, Contacts.ReadWrite, Calendars.ReadWrite and Files.ReadWrite.All
/// for what is to be restored. Its secret is stored encrypted. Instead of storing it, it can be given to Restore-BackupItem each time.
/// </para>
/// </remarks>
/// <example>
/// <code>Set-BackupOrganization Contoso -RestoreCredential (Get-Credential)</code>
/// <para>Signs in with the application that restores (client id as the user name, client secret as the password) and remembers it.</para>
/// </example>
/// <example needs="a certificate">
/// <code>Set-BackupOrganization Contoso -RestoreClientId $clientId -RestoreCertificatePath D:\Keys\restore.pfx -RestoreCertificatePassword (Read-Host -AsSecureString)</code>
/// <para>The same with a certificate.</para>
/// </example>
/// <example>
/// <code>Set-BackupOrganization Contoso -NoRestoreCredential -PassThru</code>
/// <para>Forgets it: from now on nobody can restore without giving a credential.</para>
/// </example>
/// <seealso cref="RestoreBackupItemCommand"/>
[Cmdlet(VerbsCommon.Set, "BackupOrganization", DefaultParameterSetName = SecretSet, SupportsShouldProcess = true)]
[OutputType(typeof(BackupOrganizationView))]
public sealed class SetBackupOrganizationCommand : OrganizationCmdlet
{
    private const string SecretSet = "RestoreCredential";
    private const string FileSet = "RestoreCertificatePath";
    private const string StoreSet = "RestoreCertificateThumbprint";
    private const string NoneSet = "NoRestoreCredential";

    /// <summary>The application that restores: its (client) id as the user name, its client secret as the password.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SecretSet)]
    [Credential]
    public PSCredential? RestoreCredential { get; set; }

    /// <summary>The (client) id of the application that restores.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FileSet)]
    [Parameter(Mandatory = true, ParameterSetName = StoreSet)]
    [ValidateNotNullOrEmpty]
    public string RestoreClientId { get; set; } = "";

    /// <summary>A PFX or PEM file that holds its certificate and private key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FileSet)]
    [ValidateNotNullOrEmpty]
    public string? RestoreCertificatePath { get; set; }

    /// <summary>The password of that file.</summary>
    [Parameter(ParameterSetName = FileSet)]
    public SecureString? RestoreCertificatePassword { get; set; }

    /// <summary>The SHA-1 thumbprint of its certificate in the user's or machine's store.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StoreSet)]
    [ValidateNotNullOrEmpty]
    public string? RestoreCertificateThumbprint { get; set; }

    /// <summary>Forgets the application that restores, and its secret.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NoneSet)]
    public SwitchParameter NoRestoreCredential { get; set; }

    /// <summary>Sets it without signing in first.</summary>
    [Parameter]
    public SwitchParameter SkipTest { get; set; }

    /// <summary>Writes the organizations.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override void PrepareRecord() => RestoreCertificatePath = FullPath(RestoreCertificatePath);

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(Organization organization, CancellationToken cancellationToken)
    {
        RestoreCredential? credential = Credential();
        string action = credential is null ? "Forget the application that restores" : $"Set {credential.Application.ClientId} as the application that restores";
        if (!await Output.ConfirmAsync(organization.Name, action).ConfigureAwait(false))
            return;
        Organization changed = await new RestoreApplicationOperations(Services).SetAsync(organization, credential, SkipTest, cancellationToken).ConfigureAwait(false);
        if (PassThru)
            Output.Write(new BackupOrganizationView(changed));
    }

    private RestoreCredential? Credential() => ParameterSetName switch
    {
        NoneSet => null,
        SecretSet => RestoreApplicationArguments.Of(RestoreCredential),
        _ => RestoreApplicationArguments.Of(RestoreClientId, RestoreCertificatePath, RestoreCertificatePassword, RestoreCertificateThumbprint),
    };
}
