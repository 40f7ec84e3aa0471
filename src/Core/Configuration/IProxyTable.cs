using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Proxies in the configuration database. Whether one is online goes by the database's clock alone.</summary>
public interface IProxyTable
{
    /// <summary>Adds one. Refused where the configuration serves one machine only.</summary>
    Task AddAsync(BackupProxy proxy, CancellationToken cancellationToken);

    /// <summary>Changes its name, pool and limits. The default proxy joins no pool.</summary>
    Task UpdateAsync(BackupProxy proxy, CancellationToken cancellationToken);

    /// <summary>Switches maintenance on or off.</summary>
    /// <exception cref="ConflictException">Proxy.LastMember: no other member of its pool would be left to take work.</exception>
    Task SetMaintenanceAsync(Guid proxyId, bool inMaintenance, CancellationToken cancellationToken);

    /// <summary>All, by name.</summary>
    Task<IReadOnlyList<BackupProxy>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The one of this name or id; null when unknown.</summary>
    Task<BackupProxy?> FindAsync(string nameOrId, CancellationToken cancellationToken);

    /// <summary>Removes it; refused while a repository belongs to it or a process serves it.</summary>
    Task RemoveAsync(Guid proxyId, CancellationToken cancellationToken);

    /// <summary>A process begins to serve the proxy.</summary>
    /// <exception cref="ConflictException">Proxy.AlreadyRunning: another one does, and lives.</exception>
    Task AttachAsync(Guid proxyId, ProxyProcess process, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>The process is alive.</summary>
    /// <returns>The proxy as it is set now; null when another process serves it, or it is gone.</returns>
    Task<BackupProxy?> BeatAsync(Guid proxyId, Guid instance, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>The process no longer serves the proxy.</summary>
    Task DetachAsync(Guid proxyId, Guid instance, CancellationToken cancellationToken);
}
