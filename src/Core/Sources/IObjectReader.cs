namespace Veeam365.Backup.Core.Sources;

/// <summary>Reads one workload of one object: everything when the history is empty, otherwise what changed since.</summary>
public interface IObjectReader
{
    /// <summary>
    /// Streams the changes. Folders come before what lies in them where the source allows it; an item may come more than once, the last one wins.
    /// State entries (delta tokens) are emitted after the changes they cover and take effect together with them, or not at all.
    /// Items listed as gaps in <see cref="IObjectHistory.PendingGaps"/> are tried again.
    /// With a non-empty history the result, applied to it, is again the full logical tree, lost tokens or not.
    /// </summary>
    /// <exception cref="Model.WorkloadAbsentException">There is no such mailbox or drive.</exception>
    /// <exception cref="Model.PermissionMissingException">The workload may not be read.</exception>
    /// <exception cref="Model.SourceException">The service failed for good: the object keeps its last good head.</exception>
    IAsyncEnumerable<SourceChange> ReadAsync(IObjectHistory history, CancellationToken cancellationToken);
}
