using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>An open repository. Safe for concurrent use. Reading never changes it.</summary>
public interface IBackupRepository : IAsyncDisposable
{
    /// <summary>What it says of itself.</summary>
    RepositoryDescription Description { get; }

    /// <summary>Begins writing; one writer serves all objects of a session.</summary>
    /// <param name="chunks">Where chunks stored earlier are; new ones are added once durable.</param>
    /// <param name="options">Limits.</param>
    IRepositoryWriter CreateWriter(IChunkCatalog chunks, RepositoryWriterOptions options);

    /// <summary>Opens stored content for reading from its start. Every byte is verified before it is returned; the last read compares the whole hash.</summary>
    /// <exception cref="DataDamagedException">From here or from a read: what is stored is not what was written.</exception>
    /// <exception cref="RepositoryException">It cannot be read.</exception>
    Task<Stream> OpenContentAsync(ContentReference content, CancellationToken cancellationToken);

    /// <summary>The jobs that have restore points here.</summary>
    IAsyncEnumerable<Guid> ListJobsAsync(CancellationToken cancellationToken);

    /// <summary>A job's restore points with a sequence above the given one, oldest first; the chain of hashes is checked.</summary>
    IAsyncEnumerable<StoredRestorePoint> ListRestorePointsAsync(Guid jobId, long afterSequence, CancellationToken cancellationToken);

    /// <summary>What sessions of a job did that no restore point holds yet, oldest first; one that cannot be read comes without heads, on no restore point.</summary>
    IAsyncEnumerable<SessionCheckpoint> ListCheckpointsAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>What a segment says of itself.</summary>
    Task<SegmentManifest> ReadSegmentManifestAsync(SegmentReference segment, CancellationToken cancellationToken);

    /// <summary>A segment's records in the order they were written.</summary>
    IAsyncEnumerable<ChangeRecord> ReadSegmentAsync(SegmentReference segment, CancellationToken cancellationToken);
}
