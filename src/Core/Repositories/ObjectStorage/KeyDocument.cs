namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>The repository key, wrapped with a key derived from the password, in repository.json.</summary>
/// <param name="Derivation">"pbkdf2-sha256".</param>
/// <param name="Rounds">Its rounds.</param>
/// <param name="Salt">Its salt.</param>
/// <param name="Cipher">"aes-256-gcm".</param>
/// <param name="Nonce">12 bytes.</param>
/// <param name="Wrapped">The encrypted key (32 bytes) and its tag (16).</param>
internal sealed record KeyDocument(string Derivation, int Rounds, byte[] Salt, string Cipher, byte[] Nonce, byte[] Wrapped);
