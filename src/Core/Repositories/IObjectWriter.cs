using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>
/// Writes one head of one object. <see cref="WriteItemAsync"/> and <see cref="WriteRecordAsync"/> may be called from several workers at once.
/// Records of different keys may be reordered; records of one key keep their order if their calls do not overlap.
/// </summary>
public interface IObjectWriter : IAsyncDisposable
{
    /// <summary>Stores an item's content and properties and records its new version. If reading the content throws, the item is not recorded and the error passes through.</summary>
    /// <returns>The number of content bytes read.</returns>
    /// <exception cref="RepositoryException">The store refuses data, after retries.</exception>
    ValueTask<long> WriteItemAsync(ItemWrite item, CancellationToken cancellationToken);

    /// <summary>Records something that needs no content: a removal, a state entry, a version whose references exist already.</summary>
    ValueTask WriteRecordAsync(ChangeRecord record, CancellationToken cancellationToken);

    /// <summary>Makes everything durable and verified: the packs it needs, their index, then the segment.</summary>
    Task<SegmentReference> CompleteAsync(CancellationToken cancellationToken);
}
