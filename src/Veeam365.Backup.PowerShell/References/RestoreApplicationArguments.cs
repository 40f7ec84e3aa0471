using System.Management.Automation;
using System.Security;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;

namespace Veeam365.Backup.PowerShell.References;

/// <summary>The application that restores, from the arguments that say it.</summary>
internal static class RestoreApplicationArguments
{
    /// <summary>Signs in with a client secret: the user name is the application's id.</summary>
    public static RestoreCredential? Of(PSCredential? credential) => credential is null || credential == PSCredential.Empty
        ? null
        : new RestoreCredential(new RestoreApplication(credential.UserName.TrimStart('\\'), CredentialKind.ClientSecret), credential.GetNetworkCredential().Password);

    /// <summary>Signs in with a certificate.</summary>
    public static RestoreCredential Of(string clientId, string? path, SecureString? password, string? thumbprint) => path is not null
        ? new RestoreCredential(new RestoreApplication(clientId, CredentialKind.CertificateFile, CertificatePath: path), SecretText.PlainOf(password))
        : new RestoreCredential(new RestoreApplication(clientId, CredentialKind.CertificateStore, CertificateThumbprint: thumbprint), null);
}
