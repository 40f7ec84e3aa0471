using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;

namespace Veeam365.Backup.Bench;

/// <summary>A proxy in a process of its own, until it is killed or its input ends.</summary>
internal static class ProxyChild
{
    public static async Task RunAsync(BenchArguments arguments, CancellationToken cancellationToken)
    {
        BackupServices services = await BackupServicesFactory.OpenAsync(arguments.Required("config"), arguments.Required("key-file"), cancellationToken);
        await using IBackupConfiguration configuration = services.Configuration;
        BackupProxy proxy = await services.Configuration.Proxies.FindAsync(arguments.Required("name"), cancellationToken) ?? throw new InvalidOperationException("There is no such proxy.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _ = WatchInputAsync(stop);
        var options = new ProxyOptions
        {
            Session = new SessionOptions
            {
                Lease = TimeSpan.FromMilliseconds(arguments.Number("lease", 60_000)),
                Heartbeat = TimeSpan.FromMilliseconds(arguments.Number("heartbeat", 2_000)),
                CheckpointInterval = TimeSpan.FromMilliseconds(arguments.Number("checkpoint", 60_000)),
            },
        };
        await new ProxyHost(services, options, new ConsoleObserver(arguments.Values.ContainsKey("quiet"))).RunAsync(proxy, stop.Token);
    }

    // A parent that died must not leave proxies behind.
    private static async Task WatchInputAsync(CancellationTokenSource stop)
    {
        // The console reads synchronously, whatever it is asked.
        await Task.Run(Console.In.ReadToEnd, CancellationToken.None);
        await stop.CancelAsync();
    }

    private sealed class ConsoleObserver(bool quiet) : IProxyObserver, ISessionObserver
    {
        public void OnProxy(BackupProxy proxy)
        {
        }

        public void OnLine(LogSeverity severity, string text) => Write(text);

        public ISessionObserver OnSession(BackupSession session, bool isOrchestrator)
        {
            Write($"{(isOrchestrator ? "runs" : "joins")} {session.JobName} epoch {session.Epoch}");
            return this;
        }

        public void OnSessionEnded(BackupSession session) => Write($"leaves {session.JobName}");

        public void OnStarted(BackupSession session)
        {
        }

        public void OnLog(SessionLogEntry entry) => Write($"{entry.Severity}: {entry.Message}");

        public void OnProgress(SessionProgress progress)
        {
        }

        private void Write(string text)
        {
            if (!quiet)
                Console.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} {text}");
        }
    }
}
