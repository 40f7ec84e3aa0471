using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>Creates, opens and tests repositories.</summary>
public interface IRepositoryFactory
{
    /// <summary>Probes the place and creates a repository in it.</summary>
    /// <exception cref="ConflictException">There is a repository already, or foreign data.</exception>
    /// <exception cref="RepositoryException">The folder or bucket is missing, not writable, or breaks a promise the format needs.</exception>
    Task<RepositoryDescription> CreateAsync(Guid id, StoreSettings store, RepositorySettings settings, RepositoryCredential credential, CancellationToken cancellationToken);

    /// <summary>Opens an existing repository.</summary>
    /// <exception cref="RepositoryException">It is missing, of another format version, cannot be reached, or the password is wrong.</exception>
    Task<IBackupRepository> OpenAsync(StoreSettings store, RepositoryCredential credential, CancellationToken cancellationToken);

    /// <summary>
    /// Changes settings or password without touching data. Stopped at any moment, the old password or the new one opens it, and the change can be made again.
    /// </summary>
    /// <exception cref="RepositoryException">It cannot be opened, is not encrypted, or the store cannot lock objects.</exception>
    /// <exception cref="InvalidSettingException">The change is not allowed: the kind of retention is fixed, immutability is only ever lengthened.</exception>
    Task<RepositoryDescription> UpdateAsync(StoreSettings store, RepositoryCredential credential, RepositoryUpdate update, CancellationToken cancellationToken);

    /// <summary>Tries what sessions need of the place (reach, list, write, read back, conditional write, delete) and says what it found.</summary>
    Task<RepositoryTestResult> TestAsync(StoreSettings store, RepositoryCredential credential, CancellationToken cancellationToken);
}
