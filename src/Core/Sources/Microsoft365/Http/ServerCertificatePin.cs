using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>One TLS server certificate that is accepted besides those the system trusts. Nothing else is.</summary>
internal sealed class ServerCertificatePin
{
    private readonly byte[] _sha256;

    private ServerCertificatePin(byte[] sha256) => _sha256 = sha256;

    /// <exception cref="InvalidSettingException">Not a SHA-256 value.</exception>
    public static ServerCertificatePin? Parse(string? hex)
    {
        if (string.IsNullOrWhiteSpace(hex))
            return null;
        string digits = hex.Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        if (digits.Length != 64 || !digits.All(char.IsAsciiHexDigit))
            throw new InvalidSettingException(
                "Organization.PinInvalid",
                "The pinned server certificate is not a SHA-256 value.",
                "Give the 64 hexadecimal digits of the server certificate's SHA-256 fingerprint.");
        return new ServerCertificatePin(Convert.FromHexString(digits));
    }

    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        return certificate is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(certificate.GetRawCertData()), _sha256);
    }
}
