using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>
/// Whose a repository is. Leases keep processes apart; this keeps configurations apart that know nothing of each other. Object-storage repositories implement it besides <see cref="IBackupRepository"/>.
/// </summary>
public interface IRepositoryCustody
{
    /// <summary>The configuration it belongs to; null for none yet.</summary>
    Task<RepositoryOwner?> FindOwnerAsync(CancellationToken cancellationToken);

    /// <summary>Makes it belong to a configuration; does nothing when it does already.</summary>
    /// <param name="owner">The configuration.</param>
    /// <param name="takeOver">True to take it away from another configuration: from then on that one's sessions are refused and commit nothing.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="RepositoryException">Repository.OwnedByOther: it belongs to another configuration.</exception>
    Task ClaimAsync(RepositoryOwner owner, bool takeOver, CancellationToken cancellationToken);

    /// <summary>Makes good what is missing or damaged of what exists twice because nothing can be read without it.</summary>
    /// <returns>A line for people on each thing done.</returns>
    Task<IReadOnlyList<string>> RepairCriticalAsync(CancellationToken cancellationToken);
}
