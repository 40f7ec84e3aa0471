namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Where a chunk is.</summary>
/// <param name="Pack">The pack.</param>
/// <param name="Offset">Where its block begins in the pack.</param>
/// <param name="Stored">The block's length as stored.</param>
/// <param name="InBlock">Where the chunk begins in the decoded block.</param>
/// <param name="Length">The chunk's length.</param>
internal readonly record struct ChunkPlace(ObjectId Pack, int Offset, int Stored, int InBlock, int Length);
