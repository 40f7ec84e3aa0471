using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A piece of content of a record: stored already, or in the record's open block.</summary>
/// <param name="Stored">The chunk, when it has its place.</param>
/// <param name="Offset">Where in the block, otherwise.</param>
/// <param name="Length">Its length there.</param>
/// <param name="Id">Its chunk id.</param>
internal readonly record struct PendingPiece(ChunkEntry? Stored, int Offset, int Length, Sha256Hash Id)
{
    /// <summary>The chunk, once the block has its place.</summary>
    public ChunkEntry Resolve(ItemBatch batch) =>
        Stored ?? new ChunkEntry(batch.Place.Chunk(Offset - BlockCodec.Prefix, Length), Id, Length);
}
