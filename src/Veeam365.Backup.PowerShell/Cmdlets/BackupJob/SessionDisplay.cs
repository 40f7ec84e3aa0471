using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.PowerShell.Pipeline;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Shows a session: a progress bar with the objects at work below it, warnings as they come. Never waits, so that nothing holds up the session.</summary>
internal sealed class SessionDisplay(IOutput output, RetryPolicy retry) : ISessionObserver
{
    private const int MostObjects = 5;

    private readonly string?[] _places = new string?[MostObjects];
    private int _dropped;

    /// <inheritdoc/>
    public void OnStarted(BackupSession session) => output.ShowProgress([new ProgressLine(0, $"Backup job '{session.JobName}'", "Starting")]);

    /// <inheritdoc/>
    public void OnLog(SessionLogEntry entry)
    {
        if (!output.TryWriteLine(entry.Severity, entry.Message))
            Interlocked.Increment(ref _dropped);
    }

    /// <inheritdoc/>
    public void OnProgress(SessionProgress progress)
    {
        Dictionary<string, ObjectProgress> active = progress.Active.Take(MostObjects).ToDictionary(o => $"{o.Label} ({o.Workload})");
        Place([.. active.Keys]);
        var lines = new List<ProgressLine> { LineOf(progress) };
        for (int i = 0; i < MostObjects; i++)
        {
            if (_places[i] is { } name)
                lines.Add(LineOf(i + 1, name, active[name]));
        }
        output.ShowProgress(lines);
    }

    /// <summary>Takes the display away, and tells of what was not shown.</summary>
    public void Close()
    {
        output.ShowProgress([]);
        if (_dropped > 0)
            output.WriteWarning($"{_dropped} more lines are in the session's log: Get-BackupSession -Log.");
    }

    /// <summary>An object keeps its line as long as it is shown.</summary>
    private void Place(HashSet<string> names)
    {
        for (int i = 0; i < MostObjects; i++)
        {
            if (_places[i] is { } name && !names.Remove(name))
                _places[i] = null;
        }
        foreach (string name in names)
            _places[Array.IndexOf(_places, null)] = name;
    }

    private ProgressLine LineOf(SessionProgress progress)
    {
        SessionStatistics moved = progress.Statistics;
        string status = moved.ObjectsTotal == 0
            ? progress.Step
            : $"{progress.Step}: {Readable.Count(moved.ObjectsDone)} of {Readable.Count(moved.ObjectsTotal)} objects, {Readable.Count(moved.ItemsTransferred)} items, "
                + $"{Readable.Bytes(moved.BytesRead)} at {Readable.Bytes(progress.BytesPerSecond)}/s";
        string? heldUp = progress.Throttling ?? (progress.Bottleneck is { } bottleneck ? $"Bottleneck: {bottleneck}" : null);
        if (heldUp is not null)
            status = $"{status}. {heldUp}";
        // Still shown after a failed session: the runner waits before it tries again.
        if (progress.Step == nameof(SessionStatus.Failed) && retry.Attempts > 0)
            status = $"{status}. The next attempt starts within {retry.Wait:g}.";
        return new ProgressLine(0, $"Backup job '{progress.JobName}'", status, progress.Fraction, progress.Remaining);
    }

    private static ProgressLine LineOf(int id, string name, ObjectProgress progress)
    {
        string of = progress.Expected is > 0 and var expected ? $" of {Readable.Count(expected)}" : "";
        double? fraction = progress.Expected is > 0 and var all ? (double)progress.Items / all : null;
        return new ProgressLine(id, name, $"{Readable.Count(progress.Items)}{of} items, {Readable.Bytes(progress.Bytes)}", fraction);
    }
}
