using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Proxies;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Hosting;

/// <summary>Connects a proxy to organizations, within the limits that it shares with others.</summary>
public sealed class SourceConnection(BackupServices services, ProxySeat seat)
{
    /// <summary>Prepares the connection. Nothing is asked of the organization yet.</summary>
    public async Task<IOrganizationSource> OpenAsync(Organization organization, ProxyAssignment assignment, CancellationToken cancellationToken)
    {
        string? secret = await services.Configuration.Organizations.ReadSecretAsync(organization.Id, cancellationToken).ConfigureAwait(false);
        TenantShare? share = ShareOf(organization, assignment);
        var limits = new SourceLimits
        {
            Requests = share is null ? null : new SharedAllowance(share),
            Downloads = seat.Downloads is { } bucket ? new BucketShaper(bucket) : null,
        };
        try
        {
            IOrganizationSource source = services.Sources.Connect(organization, secret, limits);
            return share is null ? source : new SharingSource(source, share);
        }
        catch
        {
            if (share is not null)
                await share.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private TenantShare? ShareOf(Organization organization, ProxyAssignment assignment)
    {
        // One process alone learns from the service's answers what it bears; several need to know of each other.
        if (organization.RequestBudget is null && assignment.IsDefault)
            return null;
        return new TenantShare(services.Configuration.TenantShares, organization.TenantId, organization.RequestBudget, services.Clock);
    }

    private sealed class SharedAllowance(TenantShare share) : IRequestAllowance
    {
        public double Part => share.Part;

        public bool TryTake(out TimeSpan wait) => share.TryTake(out wait);
    }

    private sealed class BucketShaper(TokenBucket bucket) : IDownloadShaper
    {
        public ValueTask ReceivedAsync(int bytes, CancellationToken cancellationToken) => bucket.TakeAsync(bytes, cancellationToken);
    }

    /// <summary>Gives the share back with the connection.</summary>
    private sealed class SharingSource(IOrganizationSource source, TenantShare share) : IOrganizationSource
    {
        public SourceStatistics Statistics => source.Statistics;

        public Task<OrganizationCheckResult> CheckAsync(IReadOnlyList<Workload> workloads, CancellationToken cancellationToken) => source.CheckAsync(workloads, cancellationToken);

        public IAsyncEnumerable<DiscoveredObject> DiscoverAsync(DiscoveryQuery query, CancellationToken cancellationToken) => source.DiscoverAsync(query, cancellationToken);

        public IAsyncEnumerable<DiscoveredObject> ListMembersAsync(ProtectedObject group, CancellationToken cancellationToken) => source.ListMembersAsync(group, cancellationToken);

        public Task<DiscoveredObject?> FindSiteAsync(ProtectedObject group, CancellationToken cancellationToken) => source.FindSiteAsync(group, cancellationToken);

        public IObjectReader OpenReader(ProtectedObject protectedObject, Workload workload, ReadOptions? options = null) => source.OpenReader(protectedObject, workload, options);

        public async ValueTask DisposeAsync()
        {
            await source.DisposeAsync().ConfigureAwait(false);
            await share.DisposeAsync().ConfigureAwait(false);
        }
    }
}
