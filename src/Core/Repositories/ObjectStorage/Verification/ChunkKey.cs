using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A chunk as directories of packs tell it apart: the first half of its id, and its length.</summary>
/// <param name="Id">The first 16 bytes of its id.</param>
/// <param name="Length">Its length.</param>
internal readonly record struct ChunkKey(UInt128 Id, int Length)
{
    /// <summary>The key of a chunk.</summary>
    public static ChunkKey Of(Sha256Hash id, int length)
    {
        Span<byte> bytes = stackalloc byte[Sha256Hash.Size];
        id.CopyTo(bytes);
        return new ChunkKey(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes), length);
    }
}
