using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources;

/// <summary>A connection to one organization with an application that may write. Safe for concurrent use; throttled and repeated like <see cref="IOrganizationSource"/>.</summary>
public interface IOrganizationTarget : IAsyncDisposable
{
    /// <summary>Requests and waiting so far.</summary>
    SourceStatistics Statistics { get; }

    /// <summary>Signs in and looks whether the application may write these workloads. Does not throw for a failed check.</summary>
    Task<OrganizationCheckResult> CheckAsync(IReadOnlyList<Workload> workloads, CancellationToken cancellationToken);

    /// <summary>The user of this id or address.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    Task<ProtectedObject> FindUserAsync(string idOrAddress, CancellationToken cancellationToken);

    /// <summary>The site of this id or address.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    Task<ProtectedObject> FindSiteAsync(string idOrAddress, CancellationToken cancellationToken);

    /// <summary>The team of this id or name.</summary>
    /// <exception cref="NotFoundException">There is none, or more than one of this name.</exception>
    Task<ProtectedObject> FindTeamAsync(string idOrName, CancellationToken cancellationToken);

    /// <summary>Opens one workload of one object for writing. Sends nothing yet.</summary>
    /// <exception cref="InvalidSettingException">The workload cannot be written.</exception>
    IObjectTarget OpenTarget(ProtectedObject target, Workload workload, WriteOptions options);
}
