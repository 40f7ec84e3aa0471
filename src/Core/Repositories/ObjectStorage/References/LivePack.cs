namespace Veeam365.Backup.Core.Repositories.ObjectStorage.References;

/// <summary>What of a pack surviving restore points need.</summary>
internal sealed class LivePack
{
    private readonly OffsetSet _blocks = new();

    /// <summary>The pack's size.</summary>
    public required long Size { get; init; }

    /// <summary>Where the needed blocks begin, ascending.</summary>
    public ReadOnlySpan<int> Blocks => _blocks.Sorted();

    /// <summary>True when a block is needed.</summary>
    public bool Needs(int offset) => _blocks.Contains(offset);

    /// <summary>Says that a block is needed.</summary>
    public void Add(int offset) => _blocks.Add(offset);

    /// <summary>Bytes of the needed blocks as stored.</summary>
    /// <param name="directory">The pack's blocks.</param>
    public long LiveBytes(IReadOnlyList<DirectoryBlock> directory)
    {
        long sum = 0;
        foreach (DirectoryBlock block in directory)
        {
            if (Needs(block.Offset))
                sum += block.Stored;
        }

        return sum;
    }
}
