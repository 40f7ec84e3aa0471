using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Encrypts the secrets of a configuration. What it returns is of no use without the key and in no other place than its own.</summary>
public interface ISecretProtector
{
    /// <summary>Where the key is, for people: a path, or "DPAPI".</summary>
    string Display { get; }

    /// <summary>Tells keys apart without telling the key; null when there is none yet.</summary>
    /// <exception cref="ConfigurationException">The key is there but must not or cannot be used.</exception>
    string? FindKeyId();

    /// <summary>Encrypts; makes the key if there is none yet.</summary>
    /// <exception cref="ConfigurationException">The key must not or cannot be used, or cannot be made.</exception>
    byte[] Protect(SecretPlace place, string secret);

    /// <summary>Decrypts what was protected for the same place.</summary>
    /// <exception cref="ConfigurationException">
    /// Configuration.KeyMissing: there is no key. Configuration.WrongKey: another key protected it. Configuration.SecretDamaged: it was altered or belongs elsewhere.
    /// </exception>
    string Unprotect(SecretPlace place, byte[] envelope);
}
