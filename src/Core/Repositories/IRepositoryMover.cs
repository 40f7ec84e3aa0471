using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>Copies repositories from one place to another. Object-storage repositories' factories implement it besides <see cref="IRepositoryFactory"/>.</summary>
public interface IRepositoryMover
{
    /// <summary>
    /// Copies a repository as it is, object by object, each compared once it has arrived. Interrupted, it goes on where it was: what has arrived whole is not sent again. The copy can be opened when all of it is there.
    /// </summary>
    /// <param name="source">Where it is.</param>
    /// <param name="credential">What opens it.</param>
    /// <param name="target">An empty place, or one to which an earlier copy of the same repository was begun.</param>
    /// <param name="targetSecret">The target's secret key; null for a folder.</param>
    /// <param name="progress">Told how far it is, from any thread.</param>
    /// <param name="cancellationToken">Cancels; what has arrived stays for the next try.</param>
    /// <exception cref="ConflictException">There is something else in the target.</exception>
    /// <exception cref="InvalidSettingException">The repository cannot be moved there.</exception>
    /// <exception cref="RepositoryException">One of the two cannot be reached, or does not keep what it is sent.</exception>
    Task<RepositoryCopyResult> CopyAsync(
        StoreSettings source, RepositoryCredential credential, StoreSettings target, string? targetSecret, Action<RepositoryCopyProgress> progress, CancellationToken cancellationToken);
}
