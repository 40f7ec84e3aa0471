using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Content of a record: stored already, or in an open block, whole or in part.</summary>
/// <param name="Length">Its length.</param>
/// <param name="Hash">SHA-256 of it.</param>
/// <param name="Location">Where it is, when known already.</param>
/// <param name="Batch">The batch in whose block it lies, otherwise.</param>
/// <param name="Offset">Where in the block, when it is one chunk.</param>
/// <param name="Pieces">Its pieces, when it is more than one.</param>
internal readonly record struct PendingContent(long Length, Sha256Hash Hash, byte[]? Location, ItemBatch? Batch, int Offset, PendingPiece[]? Pieces = null)
{
    /// <summary>The reference, once the batch has its place.</summary>
    public ContentReference Resolve() => new(Length, Hash, Location ?? (Pieces is null ? LocateOne() : LocatePieces(Pieces)));

    private byte[] LocateOne() => ContentLocation.Single(Batch!.Place.Chunk(Offset - BlockCodec.Prefix, (int)Length));

    private byte[] LocatePieces(PendingPiece[] pieces)
    {
        ChunkEntry[] entries = new ChunkEntry[pieces.Length];
        for (int i = 0; i < entries.Length; i++)
            entries[i] = pieces[i].Resolve(Batch!);
        using PooledBuffer coded = new(256);
        ContentLocation.Write(coded, 0, entries);
        return coded.Span.ToArray();
    }
}
