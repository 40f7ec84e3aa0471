namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Where the blocks of a repacked pack went. Blocks are moved whole, so what is in them lies where it lay.</summary>
/// <param name="Pack">The pack that was repacked.</param>
/// <param name="Blocks">Its blocks that were kept, by ascending old offset.</param>
internal sealed record MovedPack(ObjectId Pack, IReadOnlyList<MovedBlock> Blocks)
{
    /// <summary>The new place of a chunk; null when its block was not kept.</summary>
    public ChunkPlace? Find(ChunkPlace place)
    {
        int low = 0;
        int high = Blocks.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (Blocks[middle].Offset == place.Offset)
                return place with { Pack = Blocks[middle].NewPack, Offset = Blocks[middle].NewOffset };
            if (Blocks[middle].Offset < place.Offset)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return null;
    }
}
