using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Content of a record: stored already, or in an open block.</summary>
/// <param name="Length">Its length.</param>
/// <param name="Hash">SHA-256 of it.</param>
/// <param name="Location">Where it is, when known already.</param>
/// <param name="Batch">The batch in whose block it lies, otherwise.</param>
/// <param name="Offset">Where in the block.</param>
internal readonly record struct PendingContent(long Length, Sha256Hash Hash, byte[]? Location, ItemBatch? Batch, int Offset)
{
    /// <summary>The reference, once the batch has its place.</summary>
    public ContentReference Resolve() =>
        new(Length, Hash, Location ?? ContentLocation.Single(Batch!.Place.Chunk(Offset - BlockCodec.Prefix, (int)Length)));
}
