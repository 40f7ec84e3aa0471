using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Exports the key that opens the secrets of the configuration, for another machine or for safekeeping.</summary>
/// <remarks>
/// <para>The exported file is sealed: with a password, or for the holder of a certificate. Import-BackupConfigurationKey reads it on the other machine.</para>
/// <para>Whoever has both the exported key and the database can sign in to the organizations. Carry password and file on different ways, and remove the file once it is imported.</para>
/// </remarks>
/// <example>
/// <code>Export-BackupConfigurationKey D:\Keys\veeam365.json -Password (Read-Host -AsSecureString)</code>
/// <para>Writes the key, sealed with the password that is asked for.</para>
/// </example>
/// <example needs="a certificate in the Windows store">
/// <code>
/// $certificate = Get-Item Cert:\CurrentUser\My\0123456789ABCDEF0123456789ABCDEF01234567
/// Export-BackupConfigurationKey D:\Keys\proxy.json -Certificate $certificate
/// </code>
/// <para>Writes the key so that only the holder of the private key can open it.</para>
/// </example>
/// <seealso cref="ConnectBackupConfigurationCommand"/>
/// <seealso cref="StartBackupProxyCommand"/>
[Cmdlet(VerbsData.Export, "BackupConfigurationKey", DefaultParameterSetName = PasswordSet, SupportsShouldProcess = true)]
[OutputType(typeof(BackupConfigurationKeyView))]
public sealed class ExportBackupConfigurationKeyCommand : ConfigurationCmdlet
{
    private const string PasswordSet = "Password";
    private const string CertificateSet = "Certificate";

    /// <summary>The file to write; it must not be there yet.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Opens the file when it is imported. It is no other password's equal: choose a long one, and carry it another way than the file.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PasswordSet)]
    public SecureString? Password { get; set; }

    /// <summary>The certificate (RSA) whose private key opens the file on the other machine.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CertificateSet)]
    public X509Certificate2? Certificate { get; set; }

    /// <inheritdoc/>
    private protected override void Prepare()
    {
        base.Prepare();
        Path = FullPath(Path)!;
    }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Subject = Path;
        string keyFile = Services.Configuration.Description.KeyFile;
        if (!await Output.ConfirmAsync(Path, "Export the key that opens stored secrets").ConfigureAwait(false))
            return;
        if (Certificate is { } certificate)
            KeyTransfer.Export(keyFile, Path, certificate);
        else
            KeyTransfer.Export(keyFile, Path, SecretText.PlainOf(Password)!);
        Output.Write(new BackupConfigurationKeyView(Path, isSealed: true));
    }
}
