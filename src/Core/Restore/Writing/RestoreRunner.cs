using System.Globalization;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Restore;

/// <summary>
/// Puts items of a restore point back. Nothing is remembered between runs but what is at the target itself: each run compares with what is there, so that one that was
/// stopped, killed or cut off is simply run again.
/// </summary>
public sealed class RestoreRunner(BackupServices services, RestoreOptions? options = null)
{
    private const int MostFailuresLogged = 50;

    private readonly RestoreOptions _options = options ?? new RestoreOptions();

    private IRestoreSessionTable Sessions => services.Configuration.RestoreSessions;

    /// <summary>Finds what would be written, without asking the target.</summary>
    public async Task<RestorePlan> PlanAsync(RestoreRequest request, CancellationToken cancellationToken)
    {
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(services, request.Point, cancellationToken).ConfigureAwait(false);
        return await new RestorePlanner(explorer, request).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Restores. Failing items are told to the observer and make the session a Warning.</summary>
    /// <returns>The session as it ended.</returns>
    /// <exception cref="AuthenticationException">The application that restores cannot sign in.</exception>
    /// <exception cref="PermissionMissingException">It may not write.</exception>
    /// <exception cref="InvalidSettingException">There is no such application, or the target does not fit.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; the session is closed as Stopped.</exception>
    public async Task<RestoreSession> RunAsync(RestoreRequest request, RestoreCredential? credential, IRestoreObserver observer, CancellationToken cancellationToken)
    {
        (Organization organization, string? secret) = await FindTargetAsync(request, credential, cancellationToken).ConfigureAwait(false);
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(services, request.Point, cancellationToken).ConfigureAwait(false);
        RestorePlan plan = await new RestorePlanner(explorer, request).RunAsync(cancellationToken).ConfigureAwait(false);
        string where = request is { TargetUser: null, TargetSite: null, TargetTeam: null, TargetFolder: null } ? "original places" : RestorePlanner.TargetOf(request, plan.Objects.Count > 0 ? plan.Objects[0].Identity : Nobody);
        var session = new NewRestoreSession(Guid.CreateVersion7(), request.Point, organization.Name, where, SessionOwner.Current(), _options.Lease);
        RestoreSession created = await Sessions.CreateAsync(session, cancellationToken).ConfigureAwait(false);
        var counters = new RestoreCounters(plan);
        await using var monitor = new RestoreMonitor(services, created, _options, counters, observer, cancellationToken);
        var work = new Work(explorer, request, plan, counters, observer);
        try
        {
            await using IOrganizationTarget target = services.Targets.Connect(organization, secret);
            monitor.Target = target;
            await RestoreAsync(work, target, monitor).ConfigureAwait(false);
            return await CloseAsync(monitor, StatusOf(monitor.Statistics), null).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConflictException("RestoreSession.TakenOver", "The restore session was marked as ended by another process.", "Run the restore again; check that this machine was not suspended.");
        }
        catch (OperationCanceledException)
        {
            await CloseAsync(monitor, SessionStatus.Stopped, "It was stopped. Run the restore again: it goes on with what is missing.").ConfigureAwait(false);
            throw;
        }
        catch (BackupException e)
        {
            monitor.Error(e.Message);
            await CloseAsync(monitor, SessionStatus.Failed, e.Message).ConfigureAwait(false);
            throw;
        }
    }

    private static ObjectIdentity Nobody { get; } = new(Guid.Empty, Guid.Empty, new ProtectedObject(ObjectKind.User, "", "", null), Workload.Mailbox);

    private async Task<(Organization Organization, string? Secret)> FindTargetAsync(RestoreRequest request, RestoreCredential? credential, CancellationToken cancellationToken)
    {
        IOrganizationTable organizations = services.Configuration.Organizations;
        Organization organization = await organizations.FindAsync(request.Point.OrganizationId.ToString(), cancellationToken).ConfigureAwait(false)
            ?? throw new NotFoundException("Organization.NotFound", $"The organization '{request.Point.OrganizationName}' is not in the configuration.", "Add it with Add-BackupOrganization.");
        if (credential is not null)
        {
            RestoreCredential.Check(organization, credential);
            return (organization.ForRestore(credential.Application), credential.Secret);
        }

        RestoreApplication application = organization.Restore ?? throw new InvalidSettingException(
            "Restore.NoCredential",
            $"No application that restores is known for organization '{organization.Name}': the one that backs up only reads.",
            "Register one that may write, and give it with -RestoreCredential, or once and for all with Set-BackupOrganization -RestoreCredential.");
        return (organization.ForRestore(application), await organizations.ReadRestoreSecretAsync(organization.Id, cancellationToken).ConfigureAwait(false));
    }

    private async Task RestoreAsync(Work work, IOrganizationTarget target, RestoreMonitor monitor)
    {
        CancellationToken stop = monitor.StopToken;
        monitor.Step = "Signing in";
        monitor.Info(string.Create(
            CultureInfo.InvariantCulture,
            $"Restore of {work.Plan.Items} items ({work.Plan.Bytes} bytes) of job '{work.Request.Point.JobName}', restore point of {work.Request.Point.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC; what is there already: {work.Request.Collision}."));
        Workload[] workloads = [.. work.Plan.Objects.Where(o => IsWritten(work.Request, o)).Select(o => o.Identity.Workload).Distinct().Order()];
        (await target.CheckAsync(workloads, stop).ConfigureAwait(false)).ThrowIfFailed();
        var owners = new TargetOwners(
            work.Request.TargetUser is { } user ? await target.FindUserAsync(user, stop).ConfigureAwait(false) : null,
            work.Request.TargetSite is { } site ? await target.FindSiteAsync(site, stop).ConfigureAwait(false) : null,
            work.Request.TargetTeam is { } team ? await target.FindTeamAsync(team, stop).ConfigureAwait(false) : null);
        await Sessions.MarkDisconnectedAsync(stop).ConfigureAwait(false);
        monitor.Step = "Restoring";
        await Parallel.ForEachAsync(
            work.Plan.Objects.GroupBy(o => PlaceOf(o, owners)),
            new ParallelOptions { MaxDegreeOfParallelism = _options.ObjectConcurrency, CancellationToken = stop },
            async (sharing, token) =>
            {
                foreach (PlannedObject planned in sharing)
                    await RestoreObjectAsync(work, planned, target, owners, monitor, token).ConfigureAwait(false);
            }).ConfigureAwait(false);
    }

    /// <summary>Objects that are written to one place take turns: each looks first at what is there, and would not see what the other makes meanwhile.</summary>
    private static (string Owner, Workload Workload) PlaceOf(PlannedObject planned, TargetOwners owners) =>
        (owners.Of(planned.Identity).Id, planned.Identity.Workload);

    private async Task RestoreObjectAsync(Work work, PlannedObject planned, IOrganizationTarget target, TargetOwners owners, RestoreMonitor monitor, CancellationToken cancellationToken)
    {
        string label = $"{planned.Identity.Workload} of {planned.Identity.Object.Label}";
        if (planned.Excluded > 0)
            monitor.Warning($"{label}: {string.Join(" ", planned.Limits.Take(2))}");
        if (!IsWritten(work.Request, planned))
            return;
        var tally = new Tally(planned.Items);
        ProtectedObject owner = owners.Of(planned.Identity);
        try
        {
            await using IObjectTarget place = target.OpenTarget(owner, planned.Identity.Workload, OptionsOf(work, planned, owner, monitor.Session));
            var restore = new ObjectRestore(work.Explorer, work.Request, planned, place, _options);
            await restore.RunAsync((item, result, error) => Report(new RestoredItem(item, owner.Label, result, error), tally, work, monitor, label), cancellationToken).ConfigureAwait(false);
            monitor.Info($"{label}: {tally}.");
        }
        catch (BackupException e) when (e is not (AuthenticationException or ConfigurationException or RepositoryException) && !cancellationToken.IsCancellationRequested)
        {
            long left = tally.Left;
            work.Counters.AddFailed(left);
            monitor.Error(string.Create(CultureInfo.InvariantCulture, $"{label}: {e.Message} {left} items are not restored."));
            work.Observer.OnItem(new RestoredItem(WholeObject(work, planned), owner.Label, null, e));
        }
    }

    /// <summary>An object that holds nothing but folders is left alone, unless folders were chosen: nobody misses an empty mailbox's folders, and its permission may not be there.</summary>
    private static bool IsWritten(RestoreRequest request, PlannedObject planned) =>
        RestoreLimits.Writable.Contains(planned.Identity.Workload) && request.HasPlaceFor(planned.Identity.Workload) && (planned.Items > 0 || (request.Items is not null && planned.Folders > 0));

    /// <summary>Stands for all that is left of an object.</summary>
    private static RestoreItem WholeObject(Work work, PlannedObject planned) => new(
        work.Request.Point.Id, planned.Identity, "", new ItemVersion { Key = "", Kind = ItemKind.Folder, Name = $"{planned.Identity.Workload} of {planned.Identity.Object.Label}" });

    private static void Report(RestoredItem done, Tally tally, Work work, RestoreMonitor monitor, string label)
    {
        if (done.Result is { } result)
        {
            work.Counters.Add(result);
            tally.Add(result.Action);
        }
        else
        {
            work.Counters.AddFailed();
            // Without its name: logs hold no content.
            if (tally.AddFailed() <= MostFailuresLogged)
                monitor.Warning($"{label}: a {done.Item.Version.Kind} in '{done.Item.FolderPath}' was not restored: {done.Error!.Message}");
        }

        work.Observer.OnItem(done);
    }

    private WriteOptions OptionsOf(Work work, PlannedObject planned, ProtectedObject owner, RestoreSession session) => new()
    {
        SessionId = session.Id,
        Collision = work.Request.Collision,
        IsOriginal = owner.Id == planned.Identity.Object.Id && work.Request.TargetFolder is null,
        CopySuffix = string.Create(CultureInfo.InvariantCulture, $" (restored {work.Request.Point.CreatedAt.UtcDateTime:yyyy-MM-dd HHmmss})"),
        IncludeAttendees = work.Request.IncludeAttendees,
        IncludePermissions = work.Request.IncludePermissions,
        IsHeldAsync = (key, token) => work.Explorer.IsHeldAsync(planned.Identity, key, token),
        IsRunningAsync = async (id, token) => (await Sessions.FindAsync(id, token).ConfigureAwait(false))?.Status == SessionStatus.Running,
    };

    private static SessionStatus StatusOf(RestoreStatistics done)
    {
        if (done.Failed == 0)
            return SessionStatus.Success;
        return done.ItemsDone == done.Failed ? SessionStatus.Failed : SessionStatus.Warning;
    }

    /// <summary>Not stopped by what stopped the restore: a session must be able to close itself.</summary>
    private async Task<RestoreSession> CloseAsync(RestoreMonitor monitor, SessionStatus status, string? message)
    {
        using var limit = new CancellationTokenSource(_options.CleanupTime, services.Clock);
        RestoreStatistics done = monitor.Statistics;
        monitor.Info($"Ended: {status}.");
        await monitor.FlushAsync(limit.Token).ConfigureAwait(false);
        await Sessions.CloseAsync(monitor.Session.Id, new RestoreSessionClosing(status, done, message ?? (done.Failed > 0 ? $"{done.Failed} items were not restored; see the log." : null)), limit.Token).ConfigureAwait(false);
        return await Sessions.FindAsync(monitor.Session.Id, limit.Token).ConfigureAwait(false) ?? monitor.Session;
    }

    private sealed record Work(RestorePointExplorer Explorer, RestoreRequest Request, RestorePlan Plan, RestoreCounters Counters, IRestoreObserver Observer);

    /// <summary>What became of one object's items.</summary>
    private sealed class Tally(long total)
    {
        private readonly Dictionary<string, long> _counts = [];
        private readonly Lock _lock = new();
        private long _done;
        private long _failed;

        public long Left => total - Interlocked.Read(ref _done);

        public void Add(WriteAction action)
        {
            Interlocked.Increment(ref _done);
            lock (_lock)
                _counts[action.ToString()] = _counts.GetValueOrDefault(action.ToString()) + 1;
        }

        public long AddFailed()
        {
            Interlocked.Increment(ref _done);
            return Interlocked.Increment(ref _failed);
        }

        public override string ToString()
        {
            lock (_lock)
            {
                IEnumerable<string> parts = _counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Value} {c.Key.ToLowerInvariant()}"));
                string failed = _failed > 0 ? string.Create(CultureInfo.InvariantCulture, $"{_failed} failed") : "";
                string text = string.Join(", ", parts.Append(failed).Where(p => p.Length > 0));
                return text.Length > 0 ? text : "nothing to do";
            }
        }
    }
}
