using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// Step 3: resolve the job's scope into the list of objects to process. An object that was never backed up makes the session Full;
/// only that object is read in full.
/// </summary>
internal sealed class ResolveStep(IBackupConfiguration configuration, RepositoryConnection connection, ObjectResolution resolution)
{
    private const int SessionsLookedAt = 10;
    private const int NewOnesNamed = 3;
    private const int SideBySide = 8;

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

        bool fences = await FollowsADeadSessionAsync(loaded, cancellationToken).ConfigureAwait(false);
        Dictionary<string, ResolvedObject> objects = await OpenAsync(loaded, found, fences, cancellationToken).ConfigureAwait(false);
        int kept = objects.Values.Count(o => o.Kept is not null);
        if (kept > 0)
            log.Info($"{kept} objects go on from where a session that did not end left them.");
        await new SharedObjects(configuration).TellAsync(loaded, found.Objects.Values, log, cancellationToken).ConfigureAwait(false);
        return await DecideKindAsync(loaded, full, objects, found.NotFound.Any(i => !new NamePattern(i.Name).HasWildcard), log, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens the objects: side by side where a database on another machine is asked for each, and where other proxies wait meanwhile.</summary>
    private async Task<Dictionary<string, ResolvedObject>> OpenAsync(LoadedJob loaded, FoundScope found, bool fences, CancellationToken cancellationToken)
    {
        var objects = new Dictionary<string, ResolvedObject>(found.Objects.Count, StringComparer.Ordinal);
        var limits = new ParallelOptions { MaxDegreeOfParallelism = loaded.Session.Proxy.IsDefault ? 1 : SideBySide, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            found.Objects.Values,
            limits,
            async (identity, token) =>
            {
                if (fences)
                    await connection.Cache.FenceObjectAsync(identity, token).ConfigureAwait(false);
                ResolvedObject target = await resolution.OpenAsync(identity, token).ConfigureAwait(false);
                lock (objects)
                    objects.Add(identity.Key, target);
            }).ConfigureAwait(false);
        return objects;
    }

    /// <summary>True when the session before this one was given up for dead: its process may only have been suspended.</summary>
    private async Task<bool> FollowsADeadSessionAsync(LoadedJob loaded, CancellationToken cancellationToken)
    {
        BackupSession? before = await configuration.Sessions.ListAsync(new SessionQuery { JobId = loaded.Job.Id, Limit = 2 }, cancellationToken)
            .FirstOrDefaultAsync(s => s.Id != loaded.Session.Id, cancellationToken).ConfigureAwait(false);
        return before?.Status == SessionStatus.Disconnected;
    }

    private async Task<ResolvedScope> DecideKindAsync(
        LoadedJob loaded, bool full, Dictionary<string, ResolvedObject> objects, bool unresolved, SessionLog log, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<string> fresh = await FindFreshAsync(loaded, objects, cancellationToken).ConfigureAwait(false);
        SessionKind kind = full || fresh.Count > 0 ? SessionKind.Full : SessionKind.Incremental;
        string why = full ? "everything is read anew, as asked" : $"{fresh.Count} of them never backed up before{NamesOf(fresh, objects)}";
        log.Info(kind == SessionKind.Full ? $"{objects.Count} objects to process; Full: {why}." : $"{objects.Count} objects to process; Incremental.");
        IReadOnlyDictionary<string, long> weights = await new TaskWeights(configuration.Sessions).EstimateAsync(loaded, objects, kind, cancellationToken).ConfigureAwait(false);
        return new ResolvedScope(objects, kind, unresolved) { Weights = weights };
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
