using System.Buffers;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Reads parts of packs.</summary>
internal static class PackReader
{
    /// <summary>Opens a sealed directory.</summary>
    /// <exception cref="DataDamagedException">It is not what was written.</exception>
    public static List<DirectoryBlock> OpenDirectory(ObjectSeal seal, int offset, ReadOnlySpan<byte> stored)
    {
        byte[] opened = ArrayPool<byte>.Shared.Rent(Math.Max(stored.Length, 1));
        byte[]? plain = null;
        try
        {
            if (!seal.TryOpen(offset, last: true, stored, opened))
                throw Damage.In(seal.Key, "its directory does not match its check");
            ReadOnlySpan<byte> block = opened.AsSpan(0, stored.Length - ObjectSeal.Overhead);
            int length = BlockCodec.PlainLength(block, seal.Key);
            plain = ArrayPool<byte>.Shared.Rent(Math.Max(length, 1));
            BlockCodec.Decode(block, plain.AsSpan(0, length), seal.Key);
            FormatReader reader = new(plain.AsSpan(0, length), seal.Key);
            List<DirectoryBlock> blocks = PackDirectory.Read(ref reader);
            return reader.Remaining == 0 ? blocks : throw reader.Bad("its directory is too long");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(opened);
            if (plain is not null)
                ArrayPool<byte>.Shared.Return(plain);
        }
    }
}
