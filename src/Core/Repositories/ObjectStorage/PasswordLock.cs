using System.Security.Cryptography;
using System.Text;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Wraps the repository key with a password: a password can be changed without touching data.</summary>
internal static class PasswordLock
{
    /// <summary>The error of a password that does not open it.</summary>
    public const string WrongPasswordId = "Repository.WrongPassword";

    /// <summary>What is used. OWASP Password Storage Cheat Sheet (2023): 600,000 rounds of PBKDF2-HMAC-SHA256.</summary>
    public const int DefaultRounds = 600_000;

    private const string Derivation = "pbkdf2-sha256";
    private const string Cipher = "aes-256-gcm";

    private const int RoundsMaximum = 10_000_000;
    private const int KeySize = 32;
    private const int TagSize = 16;

    /// <summary>Wraps a key.</summary>
    public static KeyDocument Wrap(ReadOnlySpan<byte> key, string password, Guid repositoryId, int rounds = DefaultRounds)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(32);
        byte[] nonce = RandomNumberGenerator.GetBytes(12);
        byte[] wrapped = new byte[KeySize + TagSize];
        byte[] outer = Stretch(password, salt, rounds);
        using AesGcm aes = new(outer, TagSize);
        aes.Encrypt(nonce, key, wrapped.AsSpan(0, KeySize), wrapped.AsSpan(KeySize), repositoryId.ToByteArray());
        CryptographicOperations.ZeroMemory(outer);
        return new KeyDocument(Derivation, rounds, salt, Cipher, nonce, wrapped);
    }

    /// <summary>Unwraps the key.</summary>
    /// <exception cref="RepositoryException">The password is wrong.</exception>
    /// <exception cref="DataDamagedException">The document is no wrapped key.</exception>
    public static byte[] Unwrap(KeyDocument document, string password, Guid repositoryId)
    {
        bool usable = document is { Derivation: Derivation, Cipher: Cipher, Rounds: > 0 and <= RoundsMaximum, Salt.Length: >= 16 and <= 1024, Nonce.Length: 12, Wrapped.Length: KeySize + TagSize };
        if (!usable)
            throw Damage.In(RepositoryLayout.Document, "its key cannot be used");
        byte[] key = new byte[KeySize];
        byte[] outer = Stretch(password, document.Salt, document.Rounds);
        try
        {
            using AesGcm aes = new(outer, TagSize);
            aes.Decrypt(document.Nonce, document.Wrapped.AsSpan(0, KeySize), document.Wrapped.AsSpan(KeySize), key, repositoryId.ToByteArray());
            return key;
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new RepositoryException(WrongPasswordId, "The password does not open the repository.", "Give the repository's password; if it was changed elsewhere, the new one.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(outer);
        }
    }

    private static byte[] Stretch(string password, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password.Normalize(NormalizationForm.FormC)), salt, rounds, HashAlgorithmName.SHA256, KeySize);
}
