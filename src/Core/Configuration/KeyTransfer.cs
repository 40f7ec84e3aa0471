using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Veeam365.Backup.Core.Files;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>
/// Carries the key that opens stored secrets to another machine: in a file of its own, sealed with a password (PBKDF2-SHA256, 600,000 rounds; AES-256-GCM) or for the holder of a certificate
/// (RSA-OAEP-SHA256). The key itself never goes through the database.
/// </summary>
public static class KeyTransfer
{
    private const int Rounds = 600_000;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int SaltLength = 16;

    /// <summary>Exports the key, sealed with a password.</summary>
    /// <exception cref="ConfigurationException">There is no key file, or the target cannot be written.</exception>
    public static void Export(string keyFile, string target, string password) => Write(target, Seal(KeyOf(keyFile), password));

    /// <summary>Exports the key for whoever has the certificate's private key.</summary>
    /// <exception cref="ConfigurationException">There is no key file, or the target cannot be written.</exception>
    /// <exception cref="InvalidSettingException">The certificate has no RSA key.</exception>
    public static void Export(string keyFile, string target, X509Certificate2 certificate)
    {
        using RSA rsa = certificate.GetRSAPublicKey() ?? throw NoRsa();
        Write(target, new KeyTransferDocument { Kind = KeyTransferDocument.ByCertificate, Thumbprint = certificate.Thumbprint, Key = rsa.Encrypt(KeyOf(keyFile), RSAEncryptionPadding.OaepSHA256) });
    }

    /// <summary>Imports a key sealed with a password.</summary>
    /// <exception cref="ConfigurationException">The file is no exported key, the password is wrong, or there is another key already.</exception>
    public static void Import(string source, string keyFile, string password)
    {
        KeyTransferDocument document = Read(source, KeyTransferDocument.ByPassword, "Give the password with which it was exported (-Password).");
        Keep(keyFile, Open(document, password));
    }

    /// <summary>Imports a key sealed for a certificate.</summary>
    /// <exception cref="ConfigurationException">The file is no exported key, it is for another certificate, or there is another key already.</exception>
    public static void Import(string source, string keyFile, X509Certificate2 certificate)
    {
        KeyTransferDocument document = Read(source, KeyTransferDocument.ByCertificate, "Give the certificate for which it was exported, with its private key.");
        using RSA rsa = certificate.GetRSAPrivateKey() ?? throw NoRsa();
        try
        {
            Keep(keyFile, rsa.Decrypt(document.Key, RSAEncryptionPadding.OaepSHA256));
        }
        catch (CryptographicException e)
        {
            throw Wrong($"The exported key is for the certificate {document.Thumbprint}, not for this one.", e);
        }
    }

    private static byte[] KeyOf(string keyFile) => new KeyFile(keyFile).Find() ?? throw SecretErrors.KeyMissing(keyFile);

    private static KeyTransferDocument Seal(byte[] key, string password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltLength);
        byte[] nonce = RandomNumberGenerator.GetBytes(NonceLength);
        byte[] sealedKey = new byte[key.Length + TagLength];
        using var aes = new AesGcm(Rfc2898DeriveBytes.Pbkdf2(password, salt, Rounds, HashAlgorithmName.SHA256, 32), TagLength);
        aes.Encrypt(nonce, key, sealedKey.AsSpan(0, key.Length), sealedKey.AsSpan(key.Length));
        return new KeyTransferDocument { Kind = KeyTransferDocument.ByPassword, Salt = salt, Nonce = nonce, Rounds = Rounds, Key = sealedKey };
    }

    private static byte[] Open(KeyTransferDocument document, string password)
    {
        try
        {
            byte[] key = new byte[document.Key.Length - TagLength];
            using var aes = new AesGcm(Rfc2898DeriveBytes.Pbkdf2(password, document.Salt!, Math.Min(document.Rounds, 10_000_000), HashAlgorithmName.SHA256, 32), TagLength);
            aes.Decrypt(document.Nonce!, document.Key.AsSpan(0, key.Length), document.Key.AsSpan(key.Length), key);
            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or OverflowException)
        {
            throw Wrong("The password does not open the exported key, or the file is damaged.", e);
        }
    }

    private static void Keep(string keyFile, byte[] key)
    {
        if (key.Length != KeyFile.Length)
            throw Wrong("The file does not hold a key of this module.", null);
        if (new KeyFile(keyFile).Find() is { } present)
        {
            if (present.AsSpan().SequenceEqual(key))
                return;
            throw new ConfigurationException(
                "Configuration.KeyExists", $"There is another key at {keyFile} already.", "Name another place with -KeyFile, or move the file away: what it opens cannot be opened without it.");
        }
        new KeyFile(keyFile).Keep(key);
    }

    private static void Write(string target, KeyTransferDocument document)
    {
        try
        {
            PrivateFolder.Create(Path.GetDirectoryName(Path.GetFullPath(target))!);
            using FileStream file = PrivateFile.Open(target);
            file.SetLength(0);
            JsonSerializer.Serialize(file, document, KeyTransferJson.Default.KeyTransferDocument);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException("Configuration.KeyNotExported", $"The key cannot be written to {target}: {e.Message}", "Name a file that is not there yet, in a folder that you may write to.", e);
        }
    }

    private static KeyTransferDocument Read(string source, string kind, string advice)
    {
        try
        {
            using FileStream file = File.OpenRead(source);
            KeyTransferDocument document = JsonSerializer.Deserialize(file, KeyTransferJson.Default.KeyTransferDocument) ?? throw new JsonException("Empty.");
            return document.Kind == kind ? document : throw new ConfigurationException("Configuration.WrongKeySeal", $"{source} was exported another way.", advice);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw Wrong($"{source} cannot be read as an exported key: {e.Message}", e);
        }
    }

    private static ConfigurationException Wrong(string what, Exception? inner) =>
        new("Configuration.KeyNotImported", what, "Export the key anew where it is known (Export-BackupConfigurationKey).", inner);

    private static InvalidSettingException NoRsa() => new("Configuration.NoRsaKey", "The certificate has no RSA key that can be used for this.", "Choose a certificate with an RSA key; to import, one with its private key.");
}
