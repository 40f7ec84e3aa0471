using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Windows' own data protection for the current user. An envelope is: version 2 (1 byte), what Windows returned; the place is its entropy.</summary>
[SupportedOSPlatform("windows")]
public sealed class DpapiSecretProtector : ISecretProtector
{
    /// <inheritdoc/>
    public string Display => "DPAPI";

    /// <inheritdoc/>
    public string? FindKeyId() => $@"DPAPI:{Environment.MachineName}\{Environment.UserDomainName}\{Environment.UserName}".ToUpperInvariant();

    /// <inheritdoc/>
    public byte[] Protect(SecretPlace place, string secret)
    {
        byte[] plain = Encoding.UTF8.GetBytes(secret);
        try
        {
            return [SecretEnvelopeVersion.Dpapi, .. ProtectedData.Protect(plain, place.ToAssociatedData(), DataProtectionScope.CurrentUser)];
        }
        catch (CryptographicException e)
        {
            throw SecretErrors.KeyUnusable(Display, e.Message, e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <inheritdoc/>
    public string Unprotect(SecretPlace place, byte[] envelope)
    {
        if (envelope.Length < 2 || envelope[0] != SecretEnvelopeVersion.Dpapi)
            throw SecretErrors.WrongKey(Display);
        try
        {
            return Encoding.UTF8.GetString(ProtectedData.Unprotect(envelope[1..], place.ToAssociatedData(), DataProtectionScope.CurrentUser));
        }
        catch (CryptographicException e)
        {
            // Windows does not tell another user's data from altered data.
            throw SecretErrors.WrongKey(Display, e);
        }
    }
}
