using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Reads a stored pack's own directory without the rest of it.</summary>
internal static class PackDirectoryFile
{
    private const int Tail = 64 << 10;

    /// <summary>Reads header, end and directory: two requests, three when the directory is large.</summary>
    /// <exception cref="DataDamagedException">One of them is not what was written.</exception>
    /// <exception cref="StoreObjectMissingException">There is no such pack.</exception>
    public static async Task<List<DirectoryBlock>> ReadAsync(IObjectStore store, RepositoryKeys keys, string key, long size, CancellationToken cancellationToken)
    {
        if (size < ObjectHeader.Size + PackTrailer.Size)
            throw Damage.In(key, "it ends too early");
        byte[] header = await ReadAsync(store, key, 0, ObjectHeader.Size, cancellationToken);
        ObjectId id = ObjectHeader.Read(header, SealedKind.Pack, key);
        if (RepositoryLayout.Pack(id) != key)
            throw Damage.In(key, "its header names another pack");
        byte[] tail = await ReadAsync(store, key, Math.Max(0, size - Tail), (int)Math.Min(Tail, size), cancellationToken);
        (int offset, int length) = PackTrailer.Read(tail.AsSpan(tail.Length - PackTrailer.Size), header, size, key);
        long tailStart = size - tail.Length;
        byte[] directory = offset >= tailStart
            ? tail.AsSpan((int)(offset - tailStart), length).ToArray()
            : await ReadAsync(store, key, offset, length, cancellationToken);
        return PackReader.OpenDirectory(keys.SealOf(SealedKind.Pack, id, key), offset, directory);
    }

    private static async Task<byte[]> ReadAsync(IObjectStore store, string key, long offset, int length, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[length];
        int read = await store.ReadAsync(key, offset, bytes, cancellationToken);
        return read == length ? bytes : throw Damage.In(key, "it ends too early");
    }
}
