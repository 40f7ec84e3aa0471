using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.References;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Looks again and again at sessions that run, and remembers those that ended meanwhile.</summary>
/// <param name="services">The configuration.</param>
/// <param name="jobs">Whatever runs of these jobs is watched.</param>
/// <param name="sessions">Watched besides.</param>
internal sealed class SessionWatch(BackupServices services, IReadOnlyList<JobFilter> jobs, IReadOnlyCollection<Guid> sessions)
{
    private const int MostTasks = 20;
    private const int MostLines = 100;

    private readonly Dictionary<Guid, WatchedSession> _watched = [];
    private readonly HashSet<Guid> _open = [.. sessions];
    private readonly Queue<BackupSession> _ended = new();

    private ISessionTable Sessions => services.Configuration.Sessions;

    /// <summary>What was found at the last look, those that have ended since the first one included.</summary>
    public IReadOnlyList<WatchedSession> Watched => [.. _watched.Values.OrderBy(w => w.Session.StartedAt)];

    /// <summary>Looks.</summary>
    /// <returns>True while any of them runs.</returns>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        await Sessions.MarkDisconnectedAsync(cancellationToken).ConfigureAwait(false);
        if (jobs.Count > 0)
            await FindRunningAsync(cancellationToken).ConfigureAwait(false);
        foreach (Guid id in _open.ToArray())
            await LookAtAsync(id, cancellationToken).ConfigureAwait(false);
        return _open.Count > 0;
    }

    /// <summary>Sessions that have ended and were not taken yet.</summary>
    public IEnumerable<BackupSession> TakeEnded()
    {
        while (_ended.TryDequeue(out BackupSession? ended))
            yield return ended;
    }

    private async Task FindRunningAsync(CancellationToken cancellationToken)
    {
        foreach (SessionStatus status in new[] { SessionStatus.Queued, SessionStatus.Running })
        {
            await foreach (BackupSession found in Sessions.ListAsync(new SessionQuery { Status = status }, cancellationToken).ConfigureAwait(false))
            {
                if (jobs.Any(j => j.Matches(found.JobId, found.JobName)))
                    _open.Add(found.Id);
            }
        }
    }

    private async Task LookAtAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await Sessions.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } session)
        {
            // Removed with its history.
            _open.Remove(id);
            return;
        }

        IReadOnlyList<SessionTask> tasks = session.Status == SessionStatus.Running ? await Sessions.ListRunningTasksAsync(id, MostTasks, cancellationToken).ConfigureAwait(false) : [];
        IReadOnlyList<SessionLogEntry> log = await Sessions.ReadLogAsync(id, cancellationToken).ConfigureAwait(false);
        WatchedSession now = Compared(session, tasks, [.. log.TakeLast(MostLines)]);
        _watched[id] = now;
        if (now.IsOpen)
            return;
        _open.Remove(id);
        _ended.Enqueue(session);
    }

    private WatchedSession Compared(BackupSession session, IReadOnlyList<SessionTask> tasks, IReadOnlyList<SessionLogEntry> log)
    {
        DateTimeOffset now = services.Clock.GetUtcNow();
        var found = new WatchedSession(session, tasks, log, null, null, now);
        if (!_watched.TryGetValue(session.Id, out WatchedSession? before))
            return found;
        // Its numbers are told every few seconds: until then the last rates stand.
        if (before.Session.Statistics == session.Statistics)
            return found with { ItemsPerSecond = before.ItemsPerSecond, BytesPerSecond = before.BytesPerSecond, Now = now };
        double seconds = Math.Max(0.001, (now - before.Now).TotalSeconds);
        return found with
        {
            ItemsPerSecond = (session.Statistics.ItemsTransferred - before.Session.Statistics.ItemsTransferred) / seconds,
            BytesPerSecond = (session.Statistics.BytesRead - before.Session.Statistics.BytesRead) / seconds,
        };
    }
}
