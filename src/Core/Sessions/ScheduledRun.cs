using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// One call of the scheduler: starts what is due, several side by side, and looks for jobs that become due as long as sessions run; so that whoever calls it need not call a second one beside it.
/// </summary>
/// <param name="jobs">Finds and runs jobs.</param>
/// <param name="clock">The clock.</param>
/// <param name="observer">Decides and hears.</param>
public sealed class ScheduledRun(ScheduledJobs jobs, TimeProvider clock, IScheduleObserver observer)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    // What was refused or could not start is not tried again by this call.
    private readonly HashSet<(Guid Job, DateTimeOffset? Slot)> _settled = [];
    private readonly Dictionary<Guid, Task> _running = [];

    /// <summary>Runs until nothing is due and nothing runs.</summary>
    /// <param name="among">The jobs to look at; null for all that have a schedule.</param>
    /// <param name="full">True to read everything anew.</param>
    /// <param name="limit">How many run side by side.</param>
    /// <param name="cancellationToken">Stops the sessions properly and waits for them.</param>
    public async Task RunAsync(IReadOnlyList<BackupJob>? among, bool full, int limit, CancellationToken cancellationToken)
    {
        try
        {
            await StartDueAsync(among, full, limit, isFirst: true, cancellationToken).ConfigureAwait(false);
            while (_running.Count > 0)
            {
                await Task.WhenAny(_running.Values.Append(Task.Delay(LookAgain, clock, cancellationToken))).ConfigureAwait(false);
                foreach (Guid ended in _running.Where(r => r.Value.IsCompleted).Select(r => r.Key).ToArray())
                {
                    _running.Remove(ended, out Task? work);
                    await work!.ConfigureAwait(false);
                }
                cancellationToken.ThrowIfCancellationRequested();
                await StartDueAsync(among, full, limit, isFirst: false, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            // Sessions close themselves, whatever ended this.
            await Task.WhenAll(_running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task StartDueAsync(IReadOnlyList<BackupJob>? among, bool full, int limit, bool isFirst, CancellationToken cancellationToken)
    {
        foreach (DueJob job in await jobs.ListAsync(among, cancellationToken).ConfigureAwait(false))
        {
            if (!job.State.IsDue)
            {
                if (isFirst)
                    observer.OnNotDue(job);
                continue;
            }
            if (_running.Count >= limit || _running.ContainsKey(job.Job.Id) || _settled.Contains((job.Job.Id, job.State.Slot)))
                continue;
            if (await observer.ApproveAsync(job).ConfigureAwait(false))
                _running.Add(job.Job.Id, RunAsync(job, full, cancellationToken));
            else
                _settled.Add((job.Job.Id, job.State.Slot));
        }
    }

    private async Task RunAsync(DueJob job, bool full, CancellationToken cancellationToken)
    {
        _settled.Add((job.Job.Id, job.State.Slot));
        try
        {
            observer.OnEnded(job, await jobs.RunAsync(job, full, observer.OnStarting(job), cancellationToken).ConfigureAwait(false));
        }
        catch (BackupException e)
        {
            observer.OnFailed(job, e);
        }
    }
}
