using System.Collections.Concurrent;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;

namespace Veeam365.Backup.PowerShell.Connection;

/// <summary>Sessions that go on in this process after their cmdlet has returned. Safe for concurrent use.</summary>
internal sealed class BackgroundSessions
{
    private readonly ConcurrentDictionary<BackgroundSession, byte> _running = new();

    /// <summary>How many run.</summary>
    public int Running => _running.Count;

    /// <summary>Starts the job and returns as soon as its session is there.</summary>
    /// <exception cref="BackupException">It could not be started.</exception>
    public async Task<BackupSession> StartAsync(BackupServices services, StartRequest request, CancellationToken cancellationToken)
    {
        var session = new BackgroundSession(services, request);
        _running.TryAdd(session, 0);
        // The process may end while sessions run: they are then stopped properly, as far as the runtime waits for it.
        EventHandler onExit = (_, _) => session.StopAsync().GetAwaiter().GetResult();
        AppDomain.CurrentDomain.ProcessExit += onExit;
        _ = session.Ended.ContinueWith(
            _ =>
            {
                AppDomain.CurrentDomain.ProcessExit -= onExit;
                _running.TryRemove(session, out byte _);
            },
            TaskScheduler.Default);
        return await session.StartedAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops all of them and waits until they are closed.</summary>
    public Task StopAllAsync() => Task.WhenAll(_running.Keys.Select(s => s.StopAsync()));
}
