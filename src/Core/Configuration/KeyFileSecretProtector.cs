using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>
/// AES-256-GCM under a random key in a file that only its owner may read. An envelope is: version 1 (1 byte), key id (8), nonce (12), tag (16), ciphertext;
/// the place is associated data.
/// </summary>
public sealed class KeyFileSecretProtector : ISecretProtector
{
    private const int KeyIdLength = 8;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeaderLength = 1 + KeyIdLength + NonceLength + TagLength;
    private readonly KeyFile _file;

    /// <summary>Names the key file; it is created when the first secret is protected.</summary>
    public KeyFileSecretProtector(string path) => _file = new KeyFile(path);

    /// <inheritdoc/>
    public string Display => _file.Path;

    /// <inheritdoc/>
    public string? FindKeyId() => _file.Find() is { } key ? IdOf(key).ToString("x16", null) : null;

    /// <inheritdoc/>
    public byte[] Protect(SecretPlace place, string secret)
    {
        byte[] key = _file.FindOrCreate();
        byte[] plain = Encoding.UTF8.GetBytes(secret);
        byte[] envelope = new byte[HeaderLength + plain.Length];
        envelope[0] = SecretEnvelopeVersion.KeyFile;
        BinaryPrimitives.WriteUInt64BigEndian(envelope.AsSpan(1), IdOf(key));
        RandomNumberGenerator.Fill(Nonce(envelope));
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(Nonce(envelope), plain, envelope.AsSpan(HeaderLength), Tag(envelope), place.ToAssociatedData());
        CryptographicOperations.ZeroMemory(plain);
        return envelope;
    }

    /// <inheritdoc/>
    public string Unprotect(SecretPlace place, byte[] envelope)
    {
        if (envelope.Length < HeaderLength || envelope[0] != SecretEnvelopeVersion.KeyFile)
            throw IsDpapi(envelope) ? SecretErrors.WrongKey(Display) : SecretErrors.Damaged();
        byte[] key = _file.Find() ?? throw SecretErrors.KeyMissing(Display);
        if (BinaryPrimitives.ReadUInt64BigEndian(envelope.AsSpan(1)) != IdOf(key))
            throw SecretErrors.WrongKey(Display);
        return Decrypt(key, place, envelope);
    }

    private static string Decrypt(byte[] key, SecretPlace place, byte[] envelope)
    {
        byte[] plain = new byte[envelope.Length - HeaderLength];
        try
        {
            using var aes = new AesGcm(key, TagLength);
            aes.Decrypt(Nonce(envelope), envelope.AsSpan(HeaderLength), Tag(envelope), plain, place.ToAssociatedData());
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw SecretErrors.Damaged(e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static bool IsDpapi(byte[] envelope) => envelope.Length > 1 && envelope[0] == SecretEnvelopeVersion.Dpapi;

    // Derived with a label of its own, so that it tells nothing of the key.
    private static ulong IdOf(byte[] key) => BinaryPrimitives.ReadUInt64BigEndian(HMACSHA256.HashData(key, "veeam365 key id"u8));

    private static Span<byte> Nonce(byte[] envelope) => envelope.AsSpan(1 + KeyIdLength, NonceLength);

    private static Span<byte> Tag(byte[] envelope) => envelope.AsSpan(1 + KeyIdLength + NonceLength, TagLength);
}
