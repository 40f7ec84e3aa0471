using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources;

/// <summary>
/// A signed-in connection to one organization, read-only. Safe for concurrent use. Every call honours its token, retries what can be retried
/// (429 and 503 by Retry-After, 500, 502, 504 and resets with backoff) and is bounded in concurrency per mailbox and for the organization.
/// </summary>
public interface IOrganizationSource : IAsyncDisposable
{
    /// <summary>Requests and waiting so far, over all readers.</summary>
    SourceStatistics Statistics { get; }

    /// <summary>Signs in and tries what the given workloads need: step 2 of the session.</summary>
    /// <returns>One result per check, in order; a missing permission is named in its check. Does not throw for a failed check.</returns>
    Task<OrganizationCheckResult> CheckAsync(IReadOnlyList<Workload> workloads, CancellationToken cancellationToken);

    /// <summary>Streams the users, groups or teams of the directory.</summary>
    /// <exception cref="PermissionMissingException">The directory may not be read.</exception>
    /// <exception cref="SourceException">The service failed for good.</exception>
    IAsyncEnumerable<DiscoveredObject> DiscoverAsync(DiscoveryQuery query, CancellationToken cancellationToken);

    /// <summary>Streams the users in a group, those in groups within it included: guests, blocked and unlicensed users as well.</summary>
    /// <exception cref="PermissionMissingException">The group may not be read.</exception>
    /// <exception cref="SourceException">The service failed for good.</exception>
    IAsyncEnumerable<DiscoveredObject> ListMembersAsync(ProtectedObject group, CancellationToken cancellationToken);

    /// <summary>Finds the site of a Microsoft 365 group or team.</summary>
    /// <returns>The site; null when it has none.</returns>
    /// <exception cref="PermissionMissingException">Sites may not be read.</exception>
    /// <exception cref="SourceException">The service failed for good.</exception>
    Task<DiscoveredObject?> FindSiteAsync(ProtectedObject group, CancellationToken cancellationToken);

    /// <summary>Opens one workload of one object for reading. Sends nothing yet.</summary>
    /// <param name="protectedObject">The object.</param>
    /// <param name="workload">The workload.</param>
    /// <param name="options">How it is read; null for everything.</param>
    IObjectReader OpenReader(ProtectedObject protectedObject, Workload workload, ReadOptions? options = null);
}
