using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>What is wrong in a pack, found out block by block: one damaged block does not hide the others.</summary>
/// <param name="Error">The first thing that is wrong; null when all of it is intact.</param>
/// <param name="BadBlocks">Offsets of blocks that cannot be used.</param>
/// <param name="Directory">Its own directory; null when that cannot be used.</param>
internal sealed record PackInspection(DataDamagedException? Error, IReadOnlyList<int> BadBlocks, IReadOnlyList<DirectoryBlock>? Directory)
{
    /// <summary>Inspects the bytes of a pack.</summary>
    public static PackInspection Of(RepositoryKeys keys, PackEntry entry, ReadOnlySpan<byte> pack)
    {
        string key = entry.Key;
        DataDamagedException? error = CompareWhole(entry, pack);
        List<DirectoryBlock>? directory = null;
        try
        {
            directory = PackReader.ReadDirectory(keys, key, pack);
        }
        catch (DataDamagedException e)
        {
            error = e;
        }

        List<int> bad = [];
        foreach (DirectoryBlock block in directory ?? BlocksOf(entry))
        {
            try
            {
                PackReader.VerifyBlock(keys, key, block, pack);
            }
            catch (DataDamagedException e)
            {
                bad.Add(block.Offset);
                error = bad.Count == 1 ? e : error;
            }
        }

        return new PackInspection(error, bad, directory);
    }

    private static DataDamagedException? CompareWhole(PackEntry entry, ReadOnlySpan<byte> pack)
    {
        if (entry.IndexedSize is not { } size)
            return null;
        if (size != pack.Length)
            return Damage.In(entry.Key, $"it has {pack.Length} bytes instead of {size}");
        return Sha256Hash.Of(pack) == entry.Hash ? null : Damage.In(entry.Key, "its hash is not the one in the index");
    }

    // Without the directory the chunks' ids are not at hand: the blocks' seals tell as much.
    private static IEnumerable<DirectoryBlock> BlocksOf(PackEntry entry) =>
        entry.Blocks.Select(b => new DirectoryBlock(b.Offset, b.Stored, b.Plain, [])).ToList();
}
