using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>
/// The configuration database: what is backed up, how, and what happened. Safe for concurrent use and shared by processes (on PostgreSQL: by machines).
/// Every call is one transaction: it happens whole or not at all. Times are the database's own clock, UTC. Names are unique and compared without case.
/// </summary>
/// <remarks>
/// Errors of every member: <see cref="ConfigurationException"/> when the database cannot be reached, <see cref="NotFoundException"/> when an id is unknown,
/// <see cref="ConflictException"/> when a name is taken or a thing is in use.
/// </remarks>
public interface IBackupConfiguration : IAsyncDisposable
{
    /// <summary>Where it is, for people. Never holds a password.</summary>
    ConfigurationDescription Description { get; }

    /// <summary>The caches that lie beside it.</summary>
    IPersistentCacheFactory Caches { get; }

    /// <summary>Organizations.</summary>
    IOrganizationTable Organizations { get; }

    /// <summary>Repositories.</summary>
    IRepositoryTable Repositories { get; }

    /// <summary>Jobs.</summary>
    IJobTable Jobs { get; }

    /// <summary>Proxies.</summary>
    IProxyTable Proxies { get; }

    /// <summary>Pools of proxies.</summary>
    IProxyPoolTable Pools { get; }

    /// <summary>Shares of tenants' budgets.</summary>
    ITenantShareTable TenantShares { get; }

    /// <summary>Where results are told.</summary>
    INotificationTable Notifications { get; }

    /// <summary>Wakes those who wait for changes.</summary>
    IChangeSignal Changes { get; }

    /// <summary>Sessions, their log and their tasks.</summary>
    ISessionTable Sessions { get; }

    /// <summary>Restore sessions and their log.</summary>
    IRestoreSessionTable RestoreSessions { get; }

    /// <summary>Restore points as the repositories hold them.</summary>
    IRestorePointTable RestorePoints { get; }
}
