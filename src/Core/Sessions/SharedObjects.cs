using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Tells which objects of a session other jobs back up as well: allowed, each job keeps a chain of its own, but rarely meant.</summary>
internal sealed class SharedObjects(IBackupConfiguration configuration)
{
    private const int SessionsLookedAt = 10;
    private const int Named = 3;

    public async Task TellAsync(LoadedJob loaded, IEnumerable<ObjectIdentity> objects, SessionLog log, CancellationToken cancellationToken)
    {
        Dictionary<(ObjectKind Kind, string Id, Workload Workload), ProtectedObject> own = objects.ToDictionary(PlaceOf, o => o.Object);
        foreach (BackupJob other in await configuration.Jobs.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (other.Id == loaded.Job.Id || other.OrganizationId != loaded.Organization.Id)
                continue;
            string[] shared = [.. (await ListAsync(other, cancellationToken).ConfigureAwait(false))
                .Where(t => t.Status != SessionTaskStatus.Absent && own.ContainsKey(PlaceOf(t.Identity)))
                .Select(t => t.Identity.Object.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            if (shared.Length > 0)
                log.Info($"{shared.Length} of these objects are backed up by job '{other.Name}' as well: {Names(shared)}.");
        }
    }

    private static (ObjectKind Kind, string Id, Workload Workload) PlaceOf(ObjectIdentity identity) => (identity.Object.Kind, identity.Object.Id, identity.Workload);

    private static string Names(string[] all) => string.Join(", ", all.Take(Named)) + (all.Length > Named ? $" and {all.Length - Named} more" : "");

    /// <summary>What the other job processed last.</summary>
    private async Task<IReadOnlyList<SessionTask>> ListAsync(BackupJob job, CancellationToken cancellationToken)
    {
        BackupSession? last = await configuration.Sessions.ListAsync(new SessionQuery { JobId = job.Id, Limit = SessionsLookedAt }, cancellationToken)
            .FirstOrDefaultAsync(s => s.RestorePointId is not null, cancellationToken).ConfigureAwait(false);
        return last is null ? [] : await configuration.Sessions.ListTasksAsync(last.Id, cancellationToken).ConfigureAwait(false);
    }
}
