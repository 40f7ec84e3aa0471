using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.PowerShell.Pipeline;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Imports a key that Export-BackupConfigurationKey wrote, so that this machine can open the stored secrets.</summary>
/// <remarks>
/// <para>
/// The key is written to the key file of this account, readable by nobody else, or to -KeyFile. Connect to the configuration afterwards. A key file that is there already is not
/// replaced by another key.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// Export-BackupConfigurationKey D:\Keys\veeam365.json -Password $password
/// Import-BackupConfigurationKey D:\Keys\veeam365.json -Password $password -KeyFile D:\Keys\secrets.key
/// </code>
/// <para>Takes a key from one file to the other; usually the second command runs on another machine.</para>
/// </example>
/// <example>
/// <code>Import-BackupConfigurationKey D:\Keys\veeam365.json -Password (Read-Host -AsSecureString) -WhatIf</code>
/// <para>Tells which key file it would write.</para>
/// </example>
/// <seealso cref="ConnectBackupConfigurationCommand"/>
[Cmdlet(VerbsData.Import, "BackupConfigurationKey", DefaultParameterSetName = PasswordSet, SupportsShouldProcess = true)]
[OutputType(typeof(BackupConfigurationKeyView))]
public sealed class ImportBackupConfigurationKeyCommand : AsyncCmdlet
{
    private const string PasswordSet = "Password";
    private const string CertificateSet = "Certificate";

    /// <summary>The exported key.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The password with which it was exported.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PasswordSet)]
    public SecureString? Password { get; set; }

    /// <summary>The certificate for which it was exported, with its private key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CertificateSet)]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The key file to write; the one that Connect-BackupConfiguration uses for PostgreSQL when omitted.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyFile { get; set; }

    /// <inheritdoc/>
    private protected override void Prepare()
    {
        Path = FullPath(Path)!;
        KeyFile = FullPath(KeyFile);
    }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Subject = Path;
        string keyFile = ConfigurationLocator.ForCurrentUser().LocateKeyFile(KeyFile);
        if (!await Output.ConfirmAsync(keyFile, "Import the key that opens stored secrets").ConfigureAwait(false))
            return;
        if (Certificate is { } certificate)
            KeyTransfer.Import(Path, keyFile, certificate);
        else
            KeyTransfer.Import(Path, keyFile, SecretText.PlainOf(Password)!);
        Output.Write(new BackupConfigurationKeyView(keyFile, isSealed: false));
    }
}
