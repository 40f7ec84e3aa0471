using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.PowerShell.Pipeline;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Writes what a restore does: items, errors, log lines, progress.</summary>
/// <param name="output">PowerShell.</param>
/// <param name="writesItems">True to write the items that were restored; errors are written in any case.</param>
internal sealed class RestoreDisplay(IOutput output, bool writesItems) : IRestoreObserver
{
    // Before that an estimate means nothing.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public void OnItem(RestoredItem item)
    {
        if (item.Error is { } error)
            output.WriteError(error, item.Item.Version.Name);
        else if (writesItems)
            output.Write(new RestoredItemView(item));
    }

    /// <inheritdoc/>
    public void OnLog(SessionLogEntry entry)
    {
        // Warnings and errors come as errors of their items; here they would come twice.
        if (entry.Severity == LogSeverity.Info)
            output.TryWriteLine(entry.Severity, entry.Message);
    }

    /// <inheritdoc/>
    public void OnProgress(RestoreProgress progress)
    {
        RestoreStatistics done = progress.Statistics;
        double? fraction = done.ItemsTotal > 0 ? Math.Min(1, (double)done.ItemsDone / done.ItemsTotal) : null;
        TimeSpan? remaining = fraction is > 0 and < 1 && progress.Elapsed > Least ? progress.Elapsed * ((1 - fraction.Value) / fraction.Value) : null;
        string failed = done.Failed > 0 ? $", {Readable.Count(done.Failed)} failed" : "";
        string status = $"{progress.Step}: {Readable.Count(done.ItemsDone)} of {Readable.Count(done.ItemsTotal)} items, {Readable.Bytes(done.BytesSent)} sent{failed}";
        output.ShowProgress([new ProgressLine(0, $"Restoring from job '{progress.Session.JobName}' to {progress.Session.Target}", status, fraction, remaining)]);
    }
}
