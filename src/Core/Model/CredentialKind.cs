namespace Veeam365.Backup.Core.Model;

/// <summary>What an application proves itself with.</summary>
public enum CredentialKind
{
    /// <summary>A client secret, kept encrypted in the configuration.</summary>
    ClientSecret,

    /// <summary>A certificate with its private key in a file.</summary>
    CertificateFile,

    /// <summary>A certificate with its private key in the operating system's store.</summary>
    CertificateStore,

    /// <summary>Nothing: the organization came with a repository that was imported, and cannot be signed in to until it is completed.</summary>
    None,

    /// <summary>An account and its password, kept encrypted in the configuration: on-premises organizations.</summary>
    Password,

    /// <summary>The account that PowerShell runs as: on-premises organizations.</summary>
    CurrentUser,
}
