using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// Step 5, for one object as soon as its data is there: save its metadata (the change segment with its source state) in the repository
/// and update the PersistentCache.
/// </summary>
internal sealed class MetadataStep(TransferContext context, ResolvedObject target)
{
    /// <returns>The new head; null when nothing changed.</returns>
    public async Task<HeadRecord?> RunAsync(HeadWriter head, CancellationToken cancellationToken)
    {
        SegmentReference? segment = await head.CompleteAsync(cancellationToken).ConfigureAwait(false);
        if (segment is null)
            return null;
        segment = await new SegmentMerge(context, target).RunAsync(segment, head.Kind, cancellationToken).ConfigureAwait(false);
        HeadTotals totals = await context.Connection.Cache.FinishHeadAsync(target.Cached.Id, segment, head.Kind, cancellationToken).ConfigureAwait(false);
        return new HeadRecord(target.Identity, segment, totals.Items, totals.Bytes);
    }
}
