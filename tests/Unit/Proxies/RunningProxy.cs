using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;

namespace Veeam365.Backup.Tests.Proxies;

/// <summary>A proxy that runs in this process.</summary>
internal sealed class RunningProxy : IProxyObserver, ISessionObserver, IAsyncDisposable
{
    private readonly BackupServices _services;
    private readonly CancellationTokenSource _stop = new();

    public RunningProxy(BackupServices services, BackupProxy proxy, ProxyOptions options)
    {
        _services = services;
        Ended = Task.Run(() => new ProxyHost(services, options, this).RunAsync(proxy, _stop.Token));
    }

    public Task Ended { get; }

    public List<string> Lines { get; } = [];

    public void OnProxy(BackupProxy proxy)
    {
    }

    public void OnLine(LogSeverity severity, string text) => Add(text);

    public ISessionObserver OnSession(BackupSession session, bool isOrchestrator)
    {
        Add(isOrchestrator ? "runs" : "joins");
        return this;
    }

    public void OnSessionEnded(BackupSession session) => Add("leaves");

    public void OnStarted(BackupSession session)
    {
    }

    public void OnLog(SessionLogEntry entry) => Add(entry.Message);

    public void OnProgress(SessionProgress progress)
    {
    }

    /// <summary>Ctrl+C.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Ended;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.Configuration.DisposeAsync();
        _stop.Dispose();
    }

    private void Add(string line)
    {
        lock (Lines)
            Lines.Add(line);
    }
}
