using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Pools of proxies in the configuration database.</summary>
public interface IProxyPoolTable
{
    /// <summary>Adds one. Refused where the configuration serves one machine only.</summary>
    Task AddAsync(BackupProxyPool pool, CancellationToken cancellationToken);

    /// <summary>Changes its name and description.</summary>
    Task UpdateAsync(BackupProxyPool pool, CancellationToken cancellationToken);

    /// <summary>All, by name.</summary>
    Task<IReadOnlyList<BackupProxyPool>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The one of this name or id; null when unknown.</summary>
    Task<BackupProxyPool?> FindAsync(string nameOrId, CancellationToken cancellationToken);

    /// <summary>Removes it; refused while it has members or a repository belongs to it.</summary>
    Task RemoveAsync(Guid poolId, CancellationToken cancellationToken);
}
