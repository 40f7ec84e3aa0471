using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>The scope of a session that another process resolved: taken from its tasks, its objects only looked at, since others may be working on them.</summary>
internal sealed class ScopeRecovery(ISessionTable sessions, RepositoryConnection connection)
{
    public async Task<ResolvedScope> RunAsync(BackupSession session, CancellationToken cancellationToken)
    {
        SessionPlan plan = session.Plan!;
        var objects = new Dictionary<string, ResolvedObject>(StringComparer.Ordinal);
        foreach (SessionTask task in await sessions.ListTasksAsync(session.Id, cancellationToken).ConfigureAwait(false))
        {
            CachedObject cached = await connection.Cache.FindObjectAsync(task.Identity, cancellationToken).ConfigureAwait(false)
                ?? new CachedObject(0, task.Identity, null, null, new HeadTotals(0, 0));
            objects.Add(task.Identity.Key, new ResolvedObject(cached, session.ReadsInFull || cached.Newest is null));
        }
        return new ResolvedScope(objects, plan.Kind, plan.HasUnresolved);
    }
}
