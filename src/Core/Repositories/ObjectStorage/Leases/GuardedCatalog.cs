using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Leases;

/// <summary>A catalogue of chunks that does not know those of packs which are about to go.</summary>
internal sealed class GuardedCatalog(IChunkCatalog inner, WriterLease lease) : IChunkCatalog
{
    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> FindAsync(Sha256Hash id, CancellationToken cancellationToken)
    {
        IReadOnlySet<ObjectId> marked = await lease.MarkedPacksAsync(cancellationToken);
        ReadOnlyMemory<byte>? location = await inner.FindAsync(id, cancellationToken);
        if (marked.Count == 0 || location is not { } known || ContentLocation.TryReadSingle(known.Span) is not { } place || !marked.Contains(place.Pack))
            return location;
        // So that the chunk's new place can be remembered.
        await inner.RemoveAsync([new(id, known)], cancellationToken);
        return null;
    }

    /// <inheritdoc/>
    public ValueTask AddAsync(IReadOnlyList<KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>> chunks, CancellationToken cancellationToken) =>
        inner.AddAsync(chunks, cancellationToken);

    /// <inheritdoc/>
    public ValueTask RemoveAsync(IReadOnlyList<KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>> chunks, CancellationToken cancellationToken) =>
        inner.RemoveAsync(chunks, cancellationToken);
}
