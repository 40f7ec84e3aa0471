namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>The numbers of format version 1. Those that only steer writing may differ between writers; readers accept anything within the limits.</summary>
internal static class FormatParameters
{
    /// <summary>The version that is written, and the only one that is read.</summary>
    public const int Version = 1;

    /// <summary>Blocks of a pack, together. (The format allows four times that. Smaller packs are on their way sooner, more of them at once in the same memory, and less must be rewritten where some of it is no longer needed.)</summary>
    public const int PackSize = 8 << 20;

    /// <summary>The most chunks of a pack, so that its directory stays small.</summary>
    public const int PackChunks = 128 << 10;

    /// <summary>Content of this size and above is cut; smaller content is gathered into blocks of about this size.</summary>
    public const int GatherSize = 256 << 10;

    /// <summary>Chunks of this size and above are looked up before they are stored.</summary>
    public const int DedupMinimum = 16 << 10;

    /// <summary>The smallest chunk of content that is cut, but for its last.</summary>
    public const int ChunkMinimum = 128 << 10;

    /// <summary>The aim of the cutting.</summary>
    public const int ChunkAverage = 512 << 10;

    /// <summary>The largest chunk: with everything that goes around it, it fits into a buffer of 2 MiB.</summary>
    public const int ChunkMaximum = (2 << 20) - 4096;

    /// <summary>Limit for readers: no block holds more bytes.</summary>
    public const int BlockMaximum = 16 << 20;

    /// <summary>Limit for readers: no object but a pack is larger.</summary>
    public const int ObjectMaximum = 256 << 20;
}
