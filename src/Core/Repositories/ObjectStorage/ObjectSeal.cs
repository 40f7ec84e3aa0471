using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// Seals the pieces (blocks, frames) of one stored object, so that none can be changed, moved, exchanged or left out unnoticed:
/// AES-256-GCM with a key of the object's own when the repository is encrypted, a truncated SHA-256 otherwise.
/// Both cover the object's kind, id and key, the piece's position and whether it is the last. Safe for concurrent use.
/// </summary>
internal sealed class ObjectSeal
{
    /// <summary>How much longer a sealed piece is.</summary>
    public const int Overhead = 16;

    private const int NonceSize = 12;
    private const int PositionSize = 9;
    private readonly byte[]? _key;
    private readonly byte[] _context;

    /// <summary>Prepares the seal of one object.</summary>
    /// <param name="parentKey">The key its own is derived from; null without encryption.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="id">Its id, never used for another object: the object's key, and so each pair of key and nonce, is used once.</param>
    /// <param name="key">Its key in the store.</param>
    public ObjectSeal(byte[]? parentKey, SealedKind kind, ObjectId id, string key)
    {
        Key = key;
        Span<byte> label = stackalloc byte[1 + ObjectId.Size];
        label[0] = (byte)kind;
        id.CopyTo(label[1..]);
        _key = parentKey is null ? null : HMACSHA256.HashData(parentKey, label);
        _context = new byte[label.Length + Encoding.ASCII.GetByteCount(key) + PositionSize];
        label.CopyTo(_context);
        Encoding.ASCII.GetBytes(key, _context.AsSpan(label.Length));
    }

    /// <summary>The object's key in the store.</summary>
    public string Key { get; }

    /// <summary>Seals a piece; the result is <see cref="Overhead"/> bytes longer.</summary>
    public void Seal(long position, bool last, ReadOnlySpan<byte> plain, Span<byte> stored)
    {
        Span<byte> context = stackalloc byte[_context.Length];
        FillContext(context, position, last);
        if (_key is null)
        {
            plain.CopyTo(stored);
            Check(context, plain, stored.Slice(plain.Length, Overhead));
            return;
        }

        Span<byte> nonce = stackalloc byte[NonceSize];
        FillNonce(nonce, position, last);
        using AesGcm aes = new(_key, Overhead);
        aes.Encrypt(nonce, plain, stored[..plain.Length], stored.Slice(plain.Length, Overhead), context);
    }

    /// <summary>Opens a piece; false when it is not what was sealed there.</summary>
    public bool TryOpen(long position, bool last, ReadOnlySpan<byte> stored, Span<byte> plain)
    {
        int length = stored.Length - Overhead;
        if (length < 0)
            return false;
        Span<byte> context = stackalloc byte[_context.Length];
        FillContext(context, position, last);
        if (_key is null)
            return TryCheck(context, stored, plain, length);
        Span<byte> nonce = stackalloc byte[NonceSize];
        FillNonce(nonce, position, last);
        using AesGcm aes = new(_key, Overhead);
        try
        {
            aes.Decrypt(nonce, stored[..length], stored[length..], plain[..length], context);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    private static bool TryCheck(ReadOnlySpan<byte> context, ReadOnlySpan<byte> stored, Span<byte> plain, int length)
    {
        Span<byte> check = stackalloc byte[Overhead];
        Check(context, stored[..length], check);
        if (!check.SequenceEqual(stored[length..]))
            return false;
        stored[..length].CopyTo(plain);
        return true;
    }

    private static void Check(ReadOnlySpan<byte> context, ReadOnlySpan<byte> plain, Span<byte> check)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(context);
        hash.AppendData(plain);
        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        digest[..Overhead].CopyTo(check);
    }

    private static void FillNonce(Span<byte> nonce, long position, bool last)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(nonce, position);
        nonce[8] = last ? (byte)1 : (byte)0;
    }

    private void FillContext(Span<byte> context, long position, bool last)
    {
        _context.CopyTo(context);
        Span<byte> tail = context[^PositionSize..];
        BinaryPrimitives.WriteInt64LittleEndian(tail, position);
        tail[8] = last ? (byte)1 : (byte)0;
    }
}
