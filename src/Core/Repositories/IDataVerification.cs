using Veeam365.Backup.Core.Cache;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>A repository whose stored data can be validated and repaired. Object-storage repositories implement it besides <see cref="IBackupRepository"/>.</summary>
public interface IDataVerification
{
    /// <summary>What earlier repairs could not bring back.</summary>
    Task<RepositoryLosses> ReadLossesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reads restore points, segments and index whole and packs as asked, and follows every reference. Damage is a result, not an exception. Changes nothing in the repository;
    /// the cache remembers which packs were intact and forgets chunks that are not.
    /// </summary>
    /// <exception cref="Model.RepositoryException">The store cannot be reached.</exception>
    Task<VerificationReport> VerifyAsync(IPersistentCache cache, VerificationRequest request, Action<VerificationProgress> progress, CancellationToken cancellationToken);

    /// <summary>
    /// Repairs what was found: intact blocks of damaged packs go into new packs, index files are made anew from packs, restore points are written again from the cache; what is lost
    /// is written down, so that the next session reads it from the source. Only adds until everything it needs is stored and verified; an interrupted repair can be repeated.
    /// </summary>
    Task<IReadOnlyList<RepairedObject>> RepairAsync(IPersistentCache cache, RepairRequest request, Action<VerificationProgress> progress, CancellationToken cancellationToken);
}
