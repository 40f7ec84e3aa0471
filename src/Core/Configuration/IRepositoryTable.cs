using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Repositories in the configuration database.</summary>
public interface IRepositoryTable
{
    /// <summary>Adds one, its secrets encrypted.</summary>
    Task AddAsync(BackupRepository repository, RepositorySecrets secrets, CancellationToken cancellationToken);

    /// <summary>Refuses a repository that cannot belong to the proxy or pool it names, before anything is made of it.</summary>
    /// <exception cref="InvalidSettingException">A folder that others do not see, a folder for a pool, or a proxy where only the default one works.</exception>
    Task CheckProxyAsync(BackupRepository repository, CancellationToken cancellationToken);

    /// <summary>All, by name.</summary>
    Task<IReadOnlyList<BackupRepository>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The one of this name or id; null when unknown.</summary>
    Task<BackupRepository?> FindAsync(string nameOrId, CancellationToken cancellationToken);

    /// <summary>Its secrets.</summary>
    /// <exception cref="ConfigurationException">The key that opens secrets is missing or another one.</exception>
    Task<RepositorySecrets> ReadSecretsAsync(Guid repositoryId, CancellationToken cancellationToken);

    /// <summary>Changes its name, address and settings; its secrets too, when they are given: all of them then, null removes one.</summary>
    /// <exception cref="ConflictException">The name is taken.</exception>
    Task UpdateAsync(BackupRepository repository, RepositorySecrets? secrets, CancellationToken cancellationToken);

    /// <summary>Removes it with the restore points listed for it (the data stays where it is); refused while a job names it.</summary>
    Task RemoveAsync(Guid repositoryId, CancellationToken cancellationToken);

    /// <summary>Remembers when all of it was last found intact; null when it is not.</summary>
    Task SetLastVerifiedAsync(Guid repositoryId, DateTimeOffset? time, CancellationToken cancellationToken);
}
