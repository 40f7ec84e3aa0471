using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A pack as an index file describes it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Hash">SHA-256 of it.</param>
/// <param name="Blocks">Its blocks in order.</param>
internal sealed record IndexedPack(ObjectId Id, long Size, Sha256Hash Hash, IReadOnlyList<DirectoryBlock> Blocks)
{
    /// <summary>All chunks and their places; the ids of small ones are cut short.</summary>
    public IEnumerable<(BlockChunk Chunk, ChunkPlace Place)> Chunks()
    {
        foreach (DirectoryBlock block in Blocks)
        {
            int inBlock = 0;
            foreach (BlockChunk chunk in block.Chunks)
            {
                yield return (chunk, new ChunkPlace(Id, block.Offset, block.Stored, inBlock, chunk.Length));
                inBlock += chunk.Length;
            }
        }
    }

    /// <summary>The chunks that other content may share.</summary>
    public IEnumerable<(Sha256Hash Id, ChunkPlace Place)> SharedChunks()
    {
        foreach ((BlockChunk chunk, ChunkPlace place) in Chunks())
        {
            if (chunk.Length >= FormatParameters.DedupMinimum)
                yield return (chunk.Id, place);
        }
    }
}
