using System.Collections.Concurrent;
using System.Globalization;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.PowerShell.Pipeline;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Shows a proxy: its state, and a line for each session that it works for. Never waits, so that nothing holds up the sessions.</summary>
internal sealed class ProxyDisplay : IProxyObserver, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly IOutput _output;
    private readonly string _name;
    private readonly ConcurrentDictionary<int, SessionLine> _sessions = new();
    private readonly ITimer _timer;
    private BackupProxy? _proxy;
    private int _last;

    public ProxyDisplay(IOutput output, string name, TimeProvider clock)
    {
        _output = output;
        _name = name;
        _timer = clock.CreateTimer(_ => Show(), null, TimeSpan.Zero, Interval);
    }

    /// <inheritdoc/>
    public void OnProxy(BackupProxy proxy) => Volatile.Write(ref _proxy, proxy);

    /// <inheritdoc/>
    public void OnLine(LogSeverity severity, string text) => _output.TryWriteLine(severity, text);

    /// <inheritdoc/>
    public ISessionObserver OnSession(BackupSession session, bool isOrchestrator)
    {
        var line = new SessionLine(this, session, isOrchestrator);
        _sessions[Interlocked.Increment(ref _last)] = line;
        _output.TryWriteLine(LogSeverity.Info, isOrchestrator ? $"Runs a session of job '{session.JobName}'." : $"Works for a session of job '{session.JobName}'.");
        return line;
    }

    /// <inheritdoc/>
    public void OnSessionEnded(BackupSession session)
    {
        foreach ((int number, SessionLine line) in _sessions)
        {
            if (line.Session == session)
                _sessions.TryRemove(number, out SessionLine? _);
        }
        _output.TryWriteLine(LogSeverity.Info, $"Works no longer for the session of job '{session.JobName}'.");
    }

    /// <summary>Takes the display away.</summary>
    public void Close()
    {
        _timer.Dispose();
        _output.ShowProgress([]);
    }

    public void Dispose() => _timer.Dispose();

    private void Show()
    {
        var lines = new List<ProgressLine> { new(0, $"Proxy '{_name}'", State()) };
        lines.AddRange(_sessions.OrderBy(s => s.Key).Select(s => s.Value.Line(s.Key)));
        _output.ShowProgress(lines);
    }

    private string State() => Volatile.Read(ref _proxy) switch
    {
        null => "Starting",
        { InMaintenance: true, RunningTasks: > 0 } p => string.Create(CultureInfo.CurrentCulture, $"Entering maintenance: {p.RunningTasks} objects to finish"),
        { InMaintenance: true } => "In maintenance",
        { RunningTasks: 0 } when _sessions.IsEmpty => "Waiting for work (Ctrl+C ends it)",
        { } p => string.Create(CultureInfo.CurrentCulture, $"{p.RunningTasks} of {p.Threads} threads at work"),
    };

    private sealed class SessionLine(ProxyDisplay display, BackupSession session, bool isOrchestrator) : ISessionObserver
    {
        private SessionProgress? _progress;

        public BackupSession Session => session;

        public void OnStarted(BackupSession started)
        {
        }

        public void OnLog(SessionLogEntry entry)
        {
            if (entry.Severity != LogSeverity.Info)
                display._output.TryWriteLine(entry.Severity, $"{session.JobName}: {entry.Message}");
        }

        public void OnProgress(SessionProgress progress) => Volatile.Write(ref _progress, progress);

        public ProgressLine Line(int id)
        {
            string activity = isOrchestrator ? $"Runs '{session.JobName}'" : $"Works for '{session.JobName}'";
            if (Volatile.Read(ref _progress) is not { } progress)
                return new ProgressLine(id, activity, "Starting");
            SessionStatistics moved = progress.Statistics;
            string status = $"{progress.Step}: {Readable.Count(moved.ObjectsDone)} objects, {Readable.Count(moved.ItemsTransferred)} items, {Readable.Bytes(moved.BytesRead)} at {Readable.Bytes(progress.BytesPerSecond)}/s";
            return new ProgressLine(id, activity, progress.Throttling is { } throttling ? $"{status}. {throttling}" : status, isOrchestrator ? progress.Fraction : null);
        }
    }
}
