using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A piece of small content that is more than one chunk: stored already, or on its way into a block.</summary>
/// <param name="Stored">The chunk, when it has its place.</param>
/// <param name="Bytes">Its bytes, otherwise.</param>
/// <param name="Id">Their chunk id.</param>
internal readonly record struct DraftPiece(ChunkEntry? Stored, ReadOnlyMemory<byte> Bytes, Sha256Hash Id);
