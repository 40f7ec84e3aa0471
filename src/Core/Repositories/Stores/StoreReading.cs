using System.Buffers;
using System.IO.Hashing;
using System.Security.Cryptography;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>Reading whole objects through a store's ranged reads.</summary>
internal static class StoreReading
{
    private const int FirstPiece = 64 << 10;
    private const int Piece = 1 << 20;

    /// <summary>Reads a whole object. A small one takes one request, without asking for its size first.</summary>
    /// <param name="store">Where.</param>
    /// <param name="key">Which.</param>
    /// <param name="limit">The most bytes it may have.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The bytes in memory of their own.</returns>
    /// <exception cref="DataDamagedException">It is larger than the limit.</exception>
    /// <exception cref="StoreObjectMissingException">There is none.</exception>
    public static async Task<byte[]> ReadWholeAsync(this IObjectStore store, string key, int limit, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstPiece);
        try
        {
            int length = 0;
            while (true)
            {
                int room = buffer.Length - length;
                int read = await store.ReadAsync(key, length, buffer.AsMemory(length), cancellationToken);
                length += read;
                if (length > limit)
                    throw new DataDamagedException("Data.Damaged", $"The object '{key}' is damaged: it is larger than such an object can be.", "Restore the object from a copy of the repository.");
                if (read < room)
                    return buffer.AsSpan(0, length).ToArray();
                buffer = Grow(buffer, length);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The checksum (<see cref="PutRequest.Checksum"/>) and size of an object, read whole; null when there is none.</summary>
    public static async Task<(long Size, UInt128 Checksum)?> ChecksumAsync(this IObjectStore store, string key, CancellationToken cancellationToken)
    {
        XxHash128 checksum = new();
        long? length = await store.ReadAllAsync(key, checksum.Append, cancellationToken);
        return length is { } size ? (size, checksum.GetCurrentHashAsUInt128()) : null;
    }

    /// <summary>The SHA-256 and size of an object, read whole; null when there is none.</summary>
    public static async Task<StoredObject?> HashAsync(this IObjectStore store, string key, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long? length = await store.ReadAllAsync(key, hash.AppendData, cancellationToken);
        return length is { } size ? new StoredObject(key, size, new Sha256Hash(hash.GetHashAndReset()), default) : null;
    }

    /// <summary>Reads an object piece by piece; null when there is none, otherwise its size.</summary>
    private static async Task<long?> ReadAllAsync(this IObjectStore store, string key, Action<ReadOnlySpan<byte>> take, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            long length = 0;
            while (true)
            {
                int read = await store.ReadAsync(key, length, buffer.AsMemory(0, Piece), cancellationToken);
                take(buffer.AsSpan(0, read));
                length += read;
                if (read < Piece)
                    return length;
            }
        }
        catch (StoreObjectMissingException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 4);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
