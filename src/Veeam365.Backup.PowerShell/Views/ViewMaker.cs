using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>Makes views that need names of other things. Names are read once: one maker serves one cmdlet.</summary>
internal sealed class ViewMaker(BackupServices services)
{
    private Dictionary<Guid, string>? _organizations;
    private Dictionary<Guid, string>? _repositories;
    private Dictionary<Guid, string>? _pools;

    /// <summary>A job with its organization, repository and newest session.</summary>
    public async Task<BackupJobView> JobAsync(BackupJob job, CancellationToken cancellationToken)
    {
        await LoadNamesAsync(cancellationToken).ConfigureAwait(false);
        BackupSession? last = await services.Configuration.Sessions.ListAsync(new SessionQuery { JobId = job.Id, Limit = 1 }, cancellationToken)
            .FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        return new BackupJobView(job, NameOf(_organizations!, job.OrganizationId), NameOf(_repositories!, job.RepositoryId), last, services.Clock.GetUtcNow());
    }

    /// <summary>A restore point with its repository.</summary>
    public async Task<RestorePointView> RestorePointAsync(RestorePoint point, CancellationToken cancellationToken)
    {
        await LoadNamesAsync(cancellationToken).ConfigureAwait(false);
        return new RestorePointView(point, NameOf(_repositories!, point.RepositoryId));
    }

    /// <summary>A proxy with its pool.</summary>
    public async Task<BackupProxyView> ProxyAsync(BackupProxy proxy, CancellationToken cancellationToken)
    {
        _pools ??= (await services.Configuration.Pools.ListAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(p => p.Id, p => p.Name);
        return new BackupProxyView(proxy, proxy.PoolId is { } pool ? NameOf(_pools, pool) : null);
    }

    /// <summary>A pool with its members and repositories.</summary>
    public async Task<BackupProxyPoolView> PoolAsync(BackupProxyPool pool, CancellationToken cancellationToken)
    {
        IReadOnlyList<BackupProxy> proxies = await services.Configuration.Proxies.ListAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<BackupRepository> repositories = await services.Configuration.Repositories.ListAsync(cancellationToken).ConfigureAwait(false);
        return new BackupProxyPoolView(pool, [.. proxies.Where(p => p.PoolId == pool.Id)], [.. repositories.Where(r => r.Proxy.PoolId == pool.Id).Select(r => r.Name)]);
    }

    /// <summary>A session.</summary>
    public BackupSessionView Session(BackupSession session) => new BackupSessionView(session, services.Clock.GetUtcNow());

    private async Task LoadNamesAsync(CancellationToken cancellationToken)
    {
        if (_repositories is not null)
            return;
        _organizations = (await services.Configuration.Organizations.ListAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(o => o.Id, o => o.Name);
        _repositories = (await services.Configuration.Repositories.ListAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(r => r.Id, r => r.Name);
    }

    private static string NameOf(Dictionary<Guid, string> names, Guid id) => names.TryGetValue(id, out string? name) ? name : id.ToString();
}
