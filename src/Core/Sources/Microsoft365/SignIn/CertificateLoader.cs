using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Finds the application's certificate with its private key.</summary>
internal static class CertificateLoader
{
    /// <returns>The certificate; null when the organization signs in with a secret.</returns>
    /// <exception cref="InvalidSettingException">It cannot be found or opened, or has no private key.</exception>
    public static X509Certificate2? Load(Organization organization, string? password) => organization.CredentialKind switch
    {
        CredentialKind.CertificateFile => WithPrivateKey(FromFile(organization.CertificatePath, password)),
        CredentialKind.CertificateStore => WithPrivateKey(FromStore(organization.CertificateThumbprint)),
        _ => null,
    };

    private static X509Certificate2 FromFile(string? path, string? password)
    {
        if (string.IsNullOrWhiteSpace(path) || !File.Exists(path))
            throw Invalid("CertificateNotFound", $"The certificate file '{path}' does not exist or may not be read.", "Give the path of a PFX or PEM file that this account can read.");
        try
        {
            return IsPem(path) ? FromPem(path, password) : X509CertificateLoader.LoadPkcs12FromFile(path, password, X509KeyStorageFlags.DefaultKeySet);
        }
        catch (CryptographicException e)
        {
            throw Invalid("CertificateNotOpened", $"The certificate file '{path}' cannot be opened: the password is wrong, or it holds no certificate with a private key.", "Check the password, and that the file is a PFX, or a PEM with certificate and private key.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Invalid("CertificateNotRead", $"The certificate file '{path}' cannot be read.", "Give this account the right to read the file.", e);
        }
    }

    private static X509Certificate2 FromPem(string path, string? password) => string.IsNullOrEmpty(password)
        ? X509Certificate2.CreateFromPemFile(path)
        : X509Certificate2.CreateFromEncryptedPemFile(path, password);

    private static bool IsPem(string path)
    {
        using var reader = new StreamReader(path);
        Span<char> start = stackalloc char[4096];
        int read = reader.ReadBlock(start);
        return start[..read].IndexOf("-----BEGIN ") >= 0;
    }

    private static X509Certificate2 FromStore(string? thumbprint)
    {
        if (string.IsNullOrWhiteSpace(thumbprint))
            throw Invalid("CertificateNotFound", "No certificate thumbprint is set.", "Set the thumbprint of a certificate in the user's or the machine's store.");
        return Find(StoreLocation.CurrentUser, thumbprint) ?? Find(StoreLocation.LocalMachine, thumbprint)
            ?? throw Invalid("CertificateNotFound", $"No certificate with thumbprint {thumbprint} is in the user's or the machine's store.", "Install the certificate with its private key, or give another thumbprint.");
    }

    private static X509Certificate2? Find(StoreLocation location, string thumbprint)
    {
        try
        {
            using var store = new X509Store(StoreName.My, location);
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            X509Certificate2Collection found = store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint.Replace(" ", "", StringComparison.Ordinal), validOnly: false);
            return found.OfType<X509Certificate2>().OrderByDescending(c => c.HasPrivateKey).FirstOrDefault();
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    private static X509Certificate2 WithPrivateKey(X509Certificate2 certificate)
    {
        if (certificate.HasPrivateKey)
            return certificate;
        certificate.Dispose();
        throw Invalid("CertificateWithoutKey", "The certificate has no private key.", "Give a certificate together with its private key, and let this account read the key.");
    }

    private static InvalidSettingException Invalid(string reason, string message, string action, Exception? cause = null) =>
        new("Organization." + reason, message, action, cause);
}
