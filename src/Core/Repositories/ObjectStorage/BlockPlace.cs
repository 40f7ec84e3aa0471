namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Where a block of this session is.</summary>
/// <param name="Pack">The pack it was appended to.</param>
/// <param name="Offset">Where in it.</param>
/// <param name="Stored">Its length there.</param>
internal readonly record struct BlockPlace(OpenPack Pack, int Offset, int Stored)
{
    /// <summary>The place of a chunk in it.</summary>
    public ChunkPlace Chunk(int inBlock, int length) => new(Pack.Id, Offset, Stored, inBlock, length);
}
