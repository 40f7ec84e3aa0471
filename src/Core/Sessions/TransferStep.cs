using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// Step 4: workers claim session tasks and move what changed (<see cref="SessionWorkers"/>), those of this process beside those of other proxies.
/// Step 5 follows for each object as it is finished, step 6 runs along pack by pack.
/// </summary>
internal sealed class TransferStep(TransferContext context)
{
    /// <summary>Records what is to be done. Whoever works for the session may begin then.</summary>
    public static Task PlanAsync(ISessionTable sessions, BackupSession session, ResolvedScope scope, CancellationToken cancellationToken)
    {
        SessionTask[] tasks = [.. scope.Objects.Values.Select(o => new SessionTask
        {
            Id = Guid.CreateVersion7(),
            SessionId = session.Id,
            Identity = o.Identity,
            Status = SessionTaskStatus.Pending,
            Weight = scope.Weights.GetValueOrDefault(o.Identity.Key, o.Cached.Totals.Items),
        })];
        return sessions.PlanAsync(session.Hold, new SessionPlan(scope.Kind, scope.HasUnresolved), tasks, cancellationToken);
    }

    /// <summary>Runs until no task is left, or until it is stopped.</summary>
    /// <returns>False when it was stopped.</returns>
    public Task<bool> RunAsync(ResolvedScope scope, CancellationToken cancellationToken)
    {
        context.Monitor.Counters.SetObjects(scope.Objects.Count);
        return new SessionWorkers(context).RunAsync(scope.Objects.Count, cancellationToken);
    }
}
