using System.Buffers;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Completes a filled pack with its directory and trailer, and reads it back from memory before it may be sent.</summary>
internal static class PackSealer
{
    /// <summary>Writes directory and trailer behind the blocks and returns the pack as it will be stored.</summary>
    /// <param name="pack">A closed and filled pack.</param>
    /// <param name="tail">Receives directory and trailer.</param>
    public static PutRequest Complete(OpenPack pack, PooledBuffer tail)
    {
        using PooledBuffer plain = new(pack.Directory.Length + 16);
        plain.Raw(stackalloc byte[BlockCodec.Prefix]);
        plain.Varint((ulong)pack.Blocks);
        plain.Raw(pack.Directory.Span);
        byte[] scratch = ArrayPool<byte>.Shared.Rent(plain.Length);
        try
        {
            byte[] source = plain.Written.ToArray();
            ReadOnlyMemory<byte> block = BlockCodec.Encode(source, scratch);
            int stored = block.Length + ObjectSeal.Overhead;
            pack.Seal.Seal(pack.Length, last: true, block.Span, tail.GetSpan(stored));
            tail.Advance(stored);
            PackTrailer.Write(tail.GetSpan(PackTrailer.Size), pack.Bytes, pack.Length, stored);
            tail.Advance(PackTrailer.Size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }

        PutRequest request = PutRequest.Of(pack.Key, pack.Buffer.AsMemory(0, pack.Length), tail.Written);
        pack.Size = request.Content.Length;
        pack.Hash = request.Hash;
        return request;
    }

    /// <summary>Reads the pack from memory as a reader would: header, trailer, directory, and the check of every block.</summary>
    /// <exception cref="DataDamagedException">Memory does not hold what was written.</exception>
    public static void Verify(OpenPack pack, ReadOnlySpan<byte> tail)
    {
        ReadOnlySpan<byte> bytes = pack.Bytes;
        if (ObjectHeader.Read(bytes, SealedKind.Pack, pack.Key) != pack.Id)
            throw Damage.In(pack.Key, "its header names another pack");
        (int offset, int length) = PackTrailer.Read(tail[^PackTrailer.Size..], bytes, pack.Size, pack.Key);
        List<DirectoryBlock> blocks = PackReader.OpenDirectory(pack.Seal, offset, tail[..length]);
        byte[] opened = ArrayPool<byte>.Shared.Rent(blocks.Max(static b => b.Stored));
        try
        {
            foreach (DirectoryBlock block in blocks)
            {
                if (!pack.Seal.TryOpen(block.Offset, last: false, bytes.Slice(block.Offset, block.Stored), opened))
                    throw Damage.In(pack.Key, "a block does not match its check");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(opened);
        }
    }
}
