using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>
/// Writes one session's data. Write order: packs, index, segments, restore point. Until <see cref="CommitAsync"/> returns, nothing that was written
/// is part of any restore point; disposing without it leaves unreferenced data at worst.
/// </summary>
public interface IRepositoryWriter : IAsyncDisposable
{
    /// <summary>Bytes sent to the store so far.</summary>
    long BytesWritten { get; }

    /// <summary>True while data waits because the store has not taken what came before: it is what holds the session up.</summary>
    bool AwaitsStore { get; }

    /// <summary>Makes the repository know now that a session writes to it; otherwise it learns with the first data.</summary>
    Task BeginAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Where somebody else will commit what this writer wrote: makes sure that the packs of earlier sessions it relies on are immutable as long as its own.
    /// </summary>
    Task SecureReusedAsync(CancellationToken cancellationToken);

    /// <summary>Begins the next head of an object. Several objects may be written side by side.</summary>
    /// <param name="start">Which head, and what it builds on.</param>
    /// <param name="sink">Receives the records, located, in the order in which the segment holds them; one call at a time.</param>
    IObjectWriter BeginObject(ObjectWriteStart start, IChangeSink sink);

    /// <summary>Writes down heads that are complete, so that the next session can go on from them when this one dies. Commits nothing.</summary>
    Task SaveCheckpointAsync(SessionCheckpoint checkpoint, CancellationToken cancellationToken);

    /// <summary>After the commit: removes the job's checkpoints; the heads given, which the restore point does not hold, go on into a new one.</summary>
    Task RenewCheckpointsAsync(SessionCheckpoint rest, CancellationToken cancellationToken);

    /// <summary>
    /// The commit: puts the restore point if its sequence is not taken. All heads it names must be complete.
    /// </summary>
    /// <exception cref="ConflictException">Another writer took this sequence: nothing of this one counts.</exception>
    Task<StoredRestorePoint> CommitAsync(RestorePointManifest manifest, CancellationToken cancellationToken);
}
