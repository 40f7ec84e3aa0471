using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// Step 3: resolve the job's scope into the list of objects to process. An object that was never backed up makes the session Full;
/// only that object is read in full.
/// </summary>
internal sealed class ResolveStep(IBackupConfiguration configuration, RepositoryConnection connection, SessionCheckpoints checkpoints)
{
    private const int SessionsLookedAt = 10;
    private const int NewOnesNamed = 3;

    /// <exception cref="NotFoundException">The scope finds nothing at all.</exception>
    public async Task<ResolvedScope> RunAsync(LoadedJob loaded, FoundScope found, bool full, SessionLog log, CancellationToken cancellationToken)
    {
        foreach (ScopeItem missing in found.NotFound)
            log.Warning($"{missing.Kind} '{missing.Name}' is in the scope but was not found in the organization.");
        foreach ((ProtectedObject group, int members) in found.Groups)
            log.Info($"Group '{group.Label}' has {members} members to process now.");
        if (found.Objects.Count == 0)
        {
            throw new NotFoundException(
                "Job.EmptyScope",
                $"The scope of job '{loaded.Job.Name}' finds no object in organization '{loaded.Organization.Name}'.",
                "Compare it with Get-BackupOrganizationObject and change it with Set-BackupJob -Scope.");
        }

        RepairedLosses losses = await RepairedLosses.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        var objects = new Dictionary<string, ResolvedObject>(found.Objects.Count, StringComparer.Ordinal);
        foreach (ObjectIdentity identity in found.Objects.Values)
        {
            ResolvedObject target = await OpenAsync(identity, cancellationToken).ConfigureAwait(false);
            objects.Add(identity.Key, await losses.ApplyAsync(full ? target with { ReadInFull = true } : target, cancellationToken).ConfigureAwait(false));
        }
        int kept = objects.Values.Count(o => o.Kept is not null);
        if (kept > 0)
            log.Info($"{kept} objects go on from where a session that did not end left them.");
        await new SharedObjects(configuration).TellAsync(loaded, found.Objects.Values, log, cancellationToken).ConfigureAwait(false);
        return await DecideKindAsync(loaded, full, objects, found.NotFound.Any(i => !new NamePattern(i.Name).HasWildcard), log, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ResolvedObject> OpenAsync(ObjectIdentity identity, CancellationToken cancellationToken)
    {
        CheckpointHead? left = checkpoints.Find(identity.Key);
        // The identity as it is now: the object may have been renamed meanwhile.
        CachedObject cached = left is null
            ? await connection.Cache.OpenObjectAsync(identity, null, cancellationToken).ConfigureAwait(false)
            : await new RepositorySynchronizer(connection.Repository, connection.Cache)
                .OpenKeptAsync(left.Head with { Identity = identity }, cancellationToken).ConfigureAwait(false);
        return new ResolvedObject(cached, cached.Newest is null) { Kept = cached.Kept is null ? null : left };
    }

    private async Task<ResolvedScope> DecideKindAsync(
        LoadedJob loaded, bool full, Dictionary<string, ResolvedObject> objects, bool unresolved, SessionLog log, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<string> fresh = await FindFreshAsync(loaded, objects, cancellationToken).ConfigureAwait(false);
        SessionKind kind = full || fresh.Count > 0 ? SessionKind.Full : SessionKind.Incremental;
        await configuration.Sessions.SetKindAsync(loaded.Session.Id, kind, cancellationToken).ConfigureAwait(false);
        string why = full ? "everything is read anew, as asked" : $"{fresh.Count} of them never backed up before{NamesOf(fresh, objects)}";
        log.Info(kind == SessionKind.Full ? $"{objects.Count} objects to process; Full: {why}." : $"{objects.Count} objects to process; Incremental.");
        return new ResolvedScope(objects, kind, unresolved);
    }

    /// <summary>Who is new, when that is not everybody.</summary>
    private static string NamesOf(IReadOnlyCollection<string> fresh, Dictionary<string, ResolvedObject> objects)
    {
        if (fresh.Count == objects.Count)
            return "";
        string[] labels = [.. fresh.Select(k => objects[k].Identity.Object.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return labels.Length > NewOnesNamed ? $" ({string.Join(", ", labels.Take(NewOnesNamed))}...)" : $" ({string.Join(", ", labels)})";
    }

    /// <summary>What was looked for last time and is not there (an archive nobody has) is no news.</summary>
    private async Task<IReadOnlyCollection<string>> FindFreshAsync(LoadedJob loaded, Dictionary<string, ResolvedObject> objects, CancellationToken cancellationToken)
    {
        HashSet<string> fresh = [.. objects.Where(o => o.Value.Cached.Committed is null).Select(o => o.Key)];
        if (fresh.Count == 0 || fresh.Count == objects.Count)
            return fresh;
        BackupSession? last = await configuration.Sessions.ListAsync(new SessionQuery { JobId = loaded.Job.Id, Limit = SessionsLookedAt }, cancellationToken)
            .FirstOrDefaultAsync(s => s.RestorePointId is not null, cancellationToken).ConfigureAwait(false);
        if (last is null)
            return fresh;
        foreach (SessionTask task in await configuration.Sessions.ListTasksAsync(last.Id, cancellationToken).ConfigureAwait(false))
        {
            if (task.Status == SessionTaskStatus.Absent)
                fresh.Remove(task.Identity.Key);
        }
        return fresh;
    }
}
