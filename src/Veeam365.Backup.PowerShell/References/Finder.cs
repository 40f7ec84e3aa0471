using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.References;

/// <summary>Finds what arguments refer to. An exact name that is not there is an error, a pattern that matches nothing is not.</summary>
internal sealed class Finder(BackupServices services)
{
    private IBackupConfiguration Configuration => services.Configuration;

    /// <summary>The job.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task<BackupJob> JobAsync(JobReference reference, CancellationToken cancellationToken) =>
        await Configuration.Jobs.FindAsync(reference.NameOrId, cancellationToken).ConfigureAwait(false)
        ?? throw NoJob(reference);

    /// <summary>The repository.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task<BackupRepository> RepositoryAsync(RepositoryReference reference, CancellationToken cancellationToken) =>
        await Configuration.Repositories.FindAsync(reference.NameOrId, cancellationToken).ConfigureAwait(false)
        ?? throw new NotFoundException("Repository.NotFound", $"There is no repository '{reference}'.", "List the repositories with Get-BackupRepository.");

    /// <summary>The proxy.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task<BackupProxy> ProxyAsync(ProxyReference reference, CancellationToken cancellationToken) =>
        await Configuration.Proxies.FindAsync(reference.NameOrId, cancellationToken).ConfigureAwait(false)
        ?? throw new NotFoundException("Proxy.NotFound", $"There is no proxy '{reference}'.", "List the proxies with Get-BackupProxy.");

    /// <summary>The pool.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task<BackupProxyPool> PoolAsync(ProxyPoolReference reference, CancellationToken cancellationToken) =>
        await Configuration.Pools.FindAsync(reference.NameOrId, cancellationToken).ConfigureAwait(false)
        ?? throw new NotFoundException("ProxyPool.NotFound", $"There is no pool '{reference}'.", "List the pools with Get-BackupProxyPool.");

    /// <summary>The proxies of a name, an id or a pattern.</summary>
    /// <exception cref="NotFoundException">There is none of this exact name.</exception>
    public async Task<IReadOnlyList<BackupProxy>> ProxiesAsync(string text, CancellationToken cancellationToken)
    {
        var pattern = new NamePattern(text);
        if (!pattern.HasWildcard)
            return [await ProxyAsync(new ProxyReference(text), cancellationToken).ConfigureAwait(false)];
        return [.. (await Configuration.Proxies.ListAsync(cancellationToken).ConfigureAwait(false)).Where(x => pattern.Matches(x.Name))];
    }

    /// <summary>The pools of a name, an id or a pattern.</summary>
    /// <exception cref="NotFoundException">There is none of this exact name.</exception>
    public async Task<IReadOnlyList<BackupProxyPool>> PoolsAsync(string text, CancellationToken cancellationToken)
    {
        var pattern = new NamePattern(text);
        if (!pattern.HasWildcard)
            return [await PoolAsync(new ProxyPoolReference(text), cancellationToken).ConfigureAwait(false)];
        return [.. (await Configuration.Pools.ListAsync(cancellationToken).ConfigureAwait(false)).Where(x => pattern.Matches(x.Name))];
    }

    /// <summary>Who works for a repository, as arguments say it; null when they say nothing.</summary>
    /// <exception cref="InvalidSettingException">They name both.</exception>
    public async Task<ProxyAssignment?> AssignmentAsync(ProxyReference? proxy, ProxyPoolReference? pool, CancellationToken cancellationToken) => (proxy, pool) switch
    {
        (null, null) => null,
        ({ } one, null) => ProxyAssignment.ToProxy((await ProxyAsync(one, cancellationToken).ConfigureAwait(false)).Id),
        (null, { } many) => ProxyAssignment.ToPool((await PoolAsync(many, cancellationToken).ConfigureAwait(false)).Id),
        _ => throw new InvalidSettingException("Repository.ProxyAndPool", "A repository belongs to one proxy or to one pool.", "Give -Proxy or -Pool."),
    };

    /// <summary>The organization.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task<Organization> OrganizationAsync(OrganizationReference reference, CancellationToken cancellationToken) =>
        await Configuration.Organizations.FindAsync(reference.NameOrId, cancellationToken).ConfigureAwait(false)
        ?? throw new NotFoundException("Organization.NotFound", $"There is no organization '{reference}'.", "List the organizations with Get-BackupOrganization.");

    /// <summary>The restore point.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task<RestorePoint> RestorePointAsync(RestorePointReference reference, CancellationToken cancellationToken) =>
        reference.Known
        ?? await Configuration.RestorePoints.FindAsync(reference.Id, cancellationToken).ConfigureAwait(false)
        ?? throw new NotFoundException("RestorePoint.NotFound", $"There is no restore point '{reference}'.", "List the restore points with Get-RestorePoint.");

    /// <summary>The newest restore point of a job, or its newest one as of a moment.</summary>
    /// <exception cref="NotFoundException">There is no such job, or it has none by then.</exception>
    public async Task<RestorePoint> LatestRestorePointAsync(JobReference reference, CancellationToken cancellationToken, DateTimeOffset? at = null)
    {
        JobFilter jobs = await JobFilterAsync(reference, cancellationToken).ConfigureAwait(false);
        return await Configuration.RestorePoints.ListAsync(new RestorePointQuery { JobId = jobs.JobId }, cancellationToken)
            .FirstOrDefaultAsync(p => jobs.Matches(p.JobId, p.JobName) && !(p.CreatedAt > at), cancellationToken).ConfigureAwait(false)
            ?? throw (jobs.JobId is null ? NoJob(reference) : new NotFoundException(
                "RestorePoint.NotFound", at is null ? $"Job '{reference}' has no restore point yet." : $"Job '{reference}' has no restore point from before {at:u}.", "Start the job with Start-BackupJob; Get-RestorePoint lists what there is."));
    }

    /// <summary>The newest restore points of all jobs of an organization, those that were removed included, or their newest ones as of a moment.</summary>
    /// <exception cref="NotFoundException">There is no such organization, or none by then.</exception>
    public async Task<IReadOnlyList<RestorePoint>> LatestRestorePointsAsync(OrganizationReference reference, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        Organization organization = await OrganizationAsync(reference, cancellationToken).ConfigureAwait(false);
        var newest = new Dictionary<Guid, RestorePoint>();
        await foreach (RestorePoint point in Configuration.RestorePoints.ListAsync(new RestorePointQuery { OrganizationId = organization.Id }, cancellationToken).ConfigureAwait(false))
        {
            if (!(point.CreatedAt > at))
                newest.TryAdd(point.JobId, point);
        }

        return newest.Count > 0 ? [.. newest.Values] : throw new NotFoundException(
            "RestorePoint.NotFound", at is null ? $"Organization '{organization.Name}' has no restore point yet." : $"Organization '{organization.Name}' has no restore point from before {at:u}.", "Get-RestorePoint lists what there is.");
    }

    /// <summary>What tells sessions and restore points of the jobs an argument names from the others.</summary>
    public async Task<JobFilter> JobFilterAsync(JobReference reference, CancellationToken cancellationToken)
    {
        BackupJob? job = await Configuration.Jobs.FindAsync(reference.NameOrId, cancellationToken).ConfigureAwait(false);
        return new JobFilter(reference, job?.Id);
    }

    /// <summary>The error for a job that is not there.</summary>
    public static NotFoundException NoJob(JobReference reference) => new("Job.NotFound", $"There is no job '{reference}'.", "List the jobs with Get-BackupJob.");

    /// <summary>The session.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task<BackupSession> SessionAsync(SessionReference reference, CancellationToken cancellationToken) =>
        await Configuration.Sessions.FindAsync(reference.Id, cancellationToken).ConfigureAwait(false)
        ?? throw new NotFoundException("Session.NotFound", $"There is no session '{reference}'.", "List the sessions with Get-BackupSession.");

    /// <summary>The jobs of a name, an id or a pattern.</summary>
    /// <exception cref="NotFoundException">There is none of this exact name.</exception>
    public async Task<IReadOnlyList<BackupJob>> JobsAsync(string text, CancellationToken cancellationToken)
    {
        var pattern = new NamePattern(text);
        if (!pattern.HasWildcard)
            return [await JobAsync(new JobReference(text), cancellationToken).ConfigureAwait(false)];
        IReadOnlyList<BackupJob> all = await Configuration.Jobs.ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. all.Where(x => pattern.Matches(x.Name))];
    }

    /// <summary>The repositories of a name, an id or a pattern.</summary>
    /// <exception cref="NotFoundException">There is none of this exact name.</exception>
    public async Task<IReadOnlyList<BackupRepository>> RepositoriesAsync(string text, CancellationToken cancellationToken)
    {
        var pattern = new NamePattern(text);
        if (!pattern.HasWildcard)
            return [await RepositoryAsync(new RepositoryReference(text), cancellationToken).ConfigureAwait(false)];
        IReadOnlyList<BackupRepository> all = await Configuration.Repositories.ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. all.Where(x => pattern.Matches(x.Name))];
    }

    /// <summary>The organizations of a name, an id or a pattern.</summary>
    /// <exception cref="NotFoundException">There is none of this exact name.</exception>
    public async Task<IReadOnlyList<Organization>> OrganizationsAsync(string text, CancellationToken cancellationToken)
    {
        var pattern = new NamePattern(text);
        if (!pattern.HasWildcard)
            return [await OrganizationAsync(new OrganizationReference(text), cancellationToken).ConfigureAwait(false)];
        IReadOnlyList<Organization> all = await Configuration.Organizations.ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. all.Where(x => pattern.Matches(x.Name))];
    }
}
