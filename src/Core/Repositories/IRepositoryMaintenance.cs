using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>
/// A repository whose restore points can be removed and whose room can be freed. Object-storage repositories implement it besides <see cref="IBackupRepository"/>. Safe beside sessions of this and other
/// processes; one run at a time; a run that was interrupted leaves nothing wrong, and the next one finishes it.
/// </summary>
public interface IRepositoryMaintenance
{
    /// <summary>Says what a run would do; changes nothing. Costs as much reading as the run.</summary>
    /// <exception cref="DataDamagedException">Something that surviving restore points need is damaged: verify and repair first.</exception>
    Task<RetentionPlan> PlanAsync(RetentionRequest request, IProgress<RetentionProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Removes restore points and frees what nothing needs any more, in two phases: what goes is marked first, and deleted when nobody can need it any more.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="chunks">The catalogue of chunks to keep in step.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Cancels; what was done stays done.</param>
    /// <exception cref="ConflictException">Another run is going on, or this one lost its lease.</exception>
    /// <exception cref="DataDamagedException">Something that surviving restore points need is damaged: nothing was marked.</exception>
    Task<RetentionResult> RunAsync(RetentionRequest request, IChunkCatalog chunks, IProgress<RetentionProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Says at the cost of one listing whether a run has anything to do besides removing restore points.</summary>
    Task<MaintenanceNeed> ReadNeedAsync(CancellationToken cancellationToken);

    /// <summary>The sequences of a job's restore points that are there, ascending, at the cost of a listing.</summary>
    IAsyncEnumerable<long> ListSequencesAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>Which restore points of a job were removed on purpose: one that is missing otherwise is damage.</summary>
    Task<RemovedRestorePoints> ReadRemovedAsync(Guid jobId, CancellationToken cancellationToken);
}
