using System.Globalization;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Reports;

/// <summary>Gathers a report from the configuration and the caches; directories are asked for their users unless told otherwise. No repository is read.</summary>
public sealed class ReportBuilder(BackupServices services, ReportOptions options)
{
    private readonly List<string> _notes = [];
    private readonly Dictionary<(Guid Organization, ObjectKind Kind, string Id), ObjectTotals> _objects = [];
    private readonly List<ReportGap> _gaps = [];
    private int _gapsTotal;

    private IBackupConfiguration Configuration => services.Configuration;

    /// <summary>Gathers it.</summary>
    /// <param name="step">Hears what is being read, for people.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<BackupReport> BuildAsync(Action<string> step, CancellationToken cancellationToken)
    {
        DateTimeOffset now = services.Clock.GetUtcNow();
        DateTimeOffset since = new(now.UtcDateTime.Date.AddDays(1 - options.Days), TimeSpan.Zero);
        step("Reading the configuration");
        Organization[] organizations = [.. (await Configuration.Organizations.ListAsync(cancellationToken).ConfigureAwait(false)).Where(o => IsAbout(o.Id))];
        Dictionary<Guid, string> names = organizations.ToDictionary(o => o.Id, o => o.Name);
        Dictionary<Guid, BackupRepository> repositories = (await Configuration.Repositories.ListAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(r => r.Id);
        BackupJob[] jobs = [.. (await Configuration.Jobs.ListAsync(cancellationToken).ConfigureAwait(false)).Where(j => IsAbout(j.OrganizationId))];
        List<RestorePoint> points = await Configuration.RestorePoints.ListAsync(new RestorePointQuery { OrganizationId = options.OrganizationId }, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        List<BackupSession> sessions = await SessionsAsync(jobs, since, cancellationToken).ConfigureAwait(false);

        // Newest first, as the table gives them; of each job's points in each repository the newest one counts.
        List<RestorePoint>[] chains = [.. points.GroupBy(p => (p.JobId, p.RepositoryId)).Select(g => g.ToList())];
        foreach (List<RestorePoint> chain in chains)
        {
            step($"Reading what job '{chain[0].JobName}' holds");
            await AddChainAsync(chain, since, names, cancellationToken).ConfigureAwait(false);
        }
        foreach (RestorePoint newest in NewestOfJobs(points))
            await AddGapsAsync(newest, cancellationToken).ConfigureAwait(false);

        IReadOnlyList<UnprotectedUser>? unprotected = options.AsksDirectory ? await UnprotectedAsync(organizations, step, cancellationToken).ConfigureAwait(false) : null;
        return new BackupReport(
            now, options.Days, options.OrganizationId is { } id && names.TryGetValue(id, out string? scope) ? scope : null,
            [.. await Task.WhenAll(jobs.Select(j => JobAsync(j, names, repositories, points, now, cancellationToken))).ConfigureAwait(false)],
            [.. repositories.Values.Where(r => options.OrganizationId is null || jobs.Any(j => j.RepositoryId == r.Id) || points.Exists(p => p.RepositoryId == r.Id)).Select(Repository)],
            [.. _objects.Values.Select(o => o.Total()).OrderByDescending(o => o.Bytes).ThenBy(o => o.Name, StringComparer.OrdinalIgnoreCase)],
            [.. sessions.Select(s => new ReportSession(s.JobName, s.StartedAt, s.EndedAt - s.StartedAt, s.Kind, s.Status, s.Statistics, s.Message))],
            [.. Days(since, now, sessions, chains)],
            _gaps, _gapsTotal, unprotected, _notes);
    }

    private bool IsAbout(Guid organizationId) => options.OrganizationId is null || options.OrganizationId == organizationId;

    private static IEnumerable<RestorePoint> NewestOfJobs(List<RestorePoint> points) => points.GroupBy(p => p.JobId).Select(g => g.First());

    private async Task<List<BackupSession>> SessionsAsync(BackupJob[] jobs, DateTimeOffset since, CancellationToken cancellationToken)
    {
        HashSet<Guid>? about = options.OrganizationId is null ? null : [.. jobs.Select(j => j.Id)];
        var found = new List<BackupSession>();
        await foreach (BackupSession session in Configuration.Sessions.ListAsync(new SessionQuery(), cancellationToken).ConfigureAwait(false))
        {
            if (session.StartedAt < since)
                break;
            if (about?.Contains(session.JobId) != false)
                found.Add(session);
        }
        return found;
    }

    private async Task<ReportJob> JobAsync(
        BackupJob job, Dictionary<Guid, string> organizations, Dictionary<Guid, BackupRepository> repositories, List<RestorePoint> points, DateTimeOffset now, CancellationToken cancellationToken)
    {
        BackupSession? last = await Configuration.Sessions.ListAsync(new SessionQuery { JobId = job.Id, Limit = 1 }, cancellationToken).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        RestorePoint[] own = [.. points.Where(p => p.JobId == job.Id)];
        RestorePoint? newest = own.FirstOrDefault();
        return new ReportJob
        {
            Name = job.Name,
            Organization = organizations.GetValueOrDefault(job.OrganizationId, ""),
            Repository = repositories.TryGetValue(job.RepositoryId, out BackupRepository? repository) ? repository.Name : "",
            IsEnabled = job.IsEnabled,
            Schedule = job.Schedule?.ToString(),
            NextStart = ScheduleState.Of(job, last is null ? [] : [last], now).NextStart,
            LastStatus = last?.Status,
            RestorePoints = own.Length,
            OldestPoint = own.LastOrDefault()?.CreatedAt,
            NewestPoint = newest?.CreatedAt,
            ImmutableUntil = newest?.ImmutableUntil,
            LastVerified = newest?.LastVerified,
        };
    }

    private static ReportRepository Repository(BackupRepository repository)
    {
        RetentionPolicy retention = repository.Settings.Retention;
        string unit = retention.Unit.ToString().ToLowerInvariant();
        string period = retention.Unit == RetentionUnit.Forever ? unit : string.Create(CultureInfo.InvariantCulture, $"{retention.Count} {unit}");
        string? immutability = repository.Settings.Immutability is { } policy ? string.Create(CultureInfo.InvariantCulture, $"{policy.Mode}, {policy.Days} days") : null;
        return new ReportRepository(repository.Name, repository.Store.Display, repository.IsEncrypted, $"{period}, {(retention.Kind == RetentionKind.ItemLevel ? "by item" : "by restore point")}", immutability, repository.LastVerified);
    }

    private async Task AddChainAsync(List<RestorePoint> chain, DateTimeOffset since, Dictionary<Guid, string> organizations, CancellationToken cancellationToken)
    {
        RestorePoint newest = chain[0];
        RestorePoint before = chain.Find(p => p.CreatedAt < since) ?? chain[^1];
        await using IPersistentCache cache = await Configuration.Caches.OpenAsync(newest.RepositoryId, cancellationToken).ConfigureAwait(false);
        bool isKnown = false;
        await foreach (HeadRecord head in cache.ListHeadsAsync(newest.JobId, newest.Sequence, cancellationToken).ConfigureAwait(false))
        {
            isKnown = true;
            Totals(head, newest, organizations).Add(head, newest.CreatedAt);
        }
        if (!isKnown && newest.Objects > 0)
        {
            _notes.Add($"The cache does not hold restore point {newest.Sequence} of job '{newest.JobName}': its objects are missing here. Run Sync-BackupRepository and make the report again.");
            return;
        }
        await foreach (HeadRecord head in cache.ListHeadsAsync(before.JobId, before.Sequence, cancellationToken).ConfigureAwait(false))
        {
            if (_objects.TryGetValue((newest.OrganizationId, head.Identity.Object.Kind, head.Identity.Object.Id), out ObjectTotals? totals))
                totals.Subtract(head);
        }
    }

    private ObjectTotals Totals(HeadRecord head, RestorePoint point, Dictionary<Guid, string> organizations)
    {
        ProtectedObject named = head.Identity.Object;
        var key = (point.OrganizationId, named.Kind, named.Id);
        if (!_objects.TryGetValue(key, out ObjectTotals? totals))
            _objects.Add(key, totals = new ObjectTotals(organizations.GetValueOrDefault(point.OrganizationId, point.OrganizationName), named));
        return totals;
    }

    /// <summary>Each task says all that its object lacks.</summary>
    private async Task AddGapsAsync(RestorePoint point, CancellationToken cancellationToken)
    {
        if (point.Gaps == 0)
            return;
        int found = 0;
        foreach (SessionTask task in await Configuration.Sessions.ListTasksAsync(point.SessionId, cancellationToken).ConfigureAwait(false))
        {
            found += task.Gaps.Count;
            ProtectedObject owner = task.Identity.Object;
            if (_objects.TryGetValue((point.OrganizationId, owner.Kind, owner.Id), out ObjectTotals? totals))
                totals.Gaps += task.Gaps.Count;
            foreach (Gap gap in task.Gaps.Take(options.MostGaps - _gaps.Count))
                _gaps.Add(new ReportGap(point.JobName, owner.Label, task.Identity.Workload, gap.Name, gap.Reason, gap.Since, gap.Message));
        }
        _gapsTotal += Math.Max(found, point.Gaps);
        if (found < point.Gaps)
            _notes.Add(string.Create(CultureInfo.InvariantCulture, $"Restore point {point.Sequence} of job '{point.JobName}' has {point.Gaps} gaps, of which the configuration knows {found}; Get-BackupGap reads all of them from the repository."));
    }

    private async Task<IReadOnlyList<UnprotectedUser>?> UnprotectedAsync(Organization[] organizations, Action<string> step, CancellationToken cancellationToken)
    {
        var found = new List<UnprotectedUser>();
        bool any = false;
        foreach (Organization organization in organizations)
        {
            step($"Asking the directory of '{organization.Name}'");
            try
            {
                string? secret = await Configuration.Organizations.ReadSecretAsync(organization.Id, cancellationToken).ConfigureAwait(false);
                await using IOrganizationSource source = services.Sources.Connect(organization, secret);
                await foreach (DiscoveredObject user in source.DiscoverAsync(new DiscoveryQuery(), cancellationToken).ConfigureAwait(false))
                {
                    if (!_objects.ContainsKey((organization.Id, ObjectKind.User, user.Object.Id)))
                        found.Add(new UnprotectedUser(organization.Name, user.Object.DisplayName, user.Object.Address, user.IsEnabled, user.IsGuest, user.IsLicensed));
                }
                any = true;
            }
            catch (BackupException e)
            {
                _notes.Add($"The directory of '{organization.Name}' could not be asked who is there: {e.Message}");
            }
        }
        return any ? [.. found.OrderBy(u => u.Address ?? u.Name, StringComparer.OrdinalIgnoreCase)] : null;
    }

    private static IEnumerable<ReportDay> Days(DateTimeOffset since, DateTimeOffset now, List<BackupSession> sessions, List<RestorePoint>[] chains)
    {
        ILookup<DateOnly, BackupSession> byDay = sessions.ToLookup(s => DateOnly.FromDateTime(s.StartedAt.UtcDateTime));
        for (DateTimeOffset day = since; day <= now; day = day.AddDays(1))
        {
            var date = DateOnly.FromDateTime(day.UtcDateTime);
            long held = chains.Sum(c => c.Find(p => p.CreatedAt < day.AddDays(1))?.Bytes ?? 0);
            BackupSession[] own = [.. byDay[date]];
            yield return new ReportDay(
                date, held, own.Sum(s => s.Statistics.BytesRead), own.Sum(s => s.Statistics.BytesWritten),
                TimeSpan.FromTicks(own.Sum(s => s.Statistics.Throttled.Ticks)), own.Sum(s => s.Statistics.ThrottledRequests),
                own.Count(s => s.Status == SessionStatus.Success), own.Count(s => s.Status is SessionStatus.Warning or SessionStatus.Stopped), own.Count(s => s.Status is SessionStatus.Failed or SessionStatus.Disconnected));
        }
    }
}
