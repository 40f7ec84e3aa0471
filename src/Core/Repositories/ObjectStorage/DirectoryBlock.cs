namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A block, in a pack's directory.</summary>
/// <param name="Offset">Where it begins in the pack.</param>
/// <param name="Stored">Its length there.</param>
/// <param name="Plain">Its length decoded.</param>
/// <param name="Chunks">The chunks that follow each other in it.</param>
internal sealed record DirectoryBlock(int Offset, int Stored, int Plain, IReadOnlyList<BlockChunk> Chunks);
