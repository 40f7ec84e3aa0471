using System.Collections.Concurrent;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.PowerShell.Pipeline;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Shows sessions that are started by schedule and run side by side: a line for all of them, one for each below it, warnings as they come.</summary>
internal sealed class ScheduledDisplay(IOutput output, bool full, Action<BackupJob, BackupSession> tell) : IScheduleObserver
{
    private readonly ConcurrentDictionary<Guid, ProgressLine> _lines = new();
    private int _begun;
    private int _ended;

    /// <inheritdoc/>
    public void OnNotDue(DueJob job) => output.WriteVerbose(job.State.NextStart is { } next
        ? $"Job '{job.Job.Name}' is not due: it can start at {next.LocalDateTime:g}."
        : $"Job '{job.Job.Name}' is disabled.");

    /// <inheritdoc/>
    public Task<bool> ApproveAsync(DueJob job) => output.ConfirmAsync(job.Job.Name, full ? "Start full session as scheduled" : "Start session as scheduled");

    /// <inheritdoc/>
    public ISessionObserver OnStarting(DueJob job) => new JobDisplay(this, job.Job, Interlocked.Increment(ref _begun));

    /// <inheritdoc/>
    public void OnEnded(DueJob job, BackupSession? session)
    {
        Remove(job.Job);
        if (session is null)
            output.WriteVerbose($"Job '{job.Job.Name}' was started elsewhere meanwhile.");
        else
            tell(job.Job, session);
    }

    /// <inheritdoc/>
    public void OnFailed(DueJob job, BackupException error)
    {
        Remove(job.Job);
        output.WriteError(error, job.Job.Name);
    }

    private void Remove(BackupJob job)
    {
        _lines.TryRemove(job.Id, out _);
        Interlocked.Increment(ref _ended);
        Show();
    }

    private void Show() => output.ShowProgress(
    [
        new ProgressLine(0, "Scheduled backup jobs", $"{_ended} of {_begun} done", _begun == 0 ? null : (double)_ended / _begun),
        .. _lines.Values.OrderBy(l => l.Id),
    ]);

    private void Show(BackupJob job, ProgressLine line)
    {
        _lines[job.Id] = line;
        Show();
    }

    private sealed class JobDisplay(ScheduledDisplay all, BackupJob job, int line) : ISessionObserver
    {
        public void OnStarted(BackupSession session) => Show("Starting", null, null);

        // Never waits, so that nothing holds up the session; what is not shown is in its log.
        public void OnLog(SessionLogEntry entry) => _ = all.TryTell(entry.Severity, $"{job.Name}: {entry.Message}");

        public void OnProgress(SessionProgress progress)
        {
            SessionStatistics moved = progress.Statistics;
            string status = moved.ObjectsTotal == 0
                ? progress.Step
                : $"{progress.Step}: {Readable.Count(moved.ObjectsDone)} of {Readable.Count(moved.ObjectsTotal)} objects, {Readable.Bytes(moved.BytesRead)} at {Readable.Bytes(progress.BytesPerSecond)}/s";
            Show(progress.Throttling is { } throttling ? $"{status}. {throttling}" : status, progress.Fraction, progress.Remaining);
        }

        private void Show(string status, double? fraction, TimeSpan? remaining) => all.Show(job, new ProgressLine(line, $"Backup job '{job.Name}'", status, fraction, remaining));
    }

    private bool TryTell(LogSeverity severity, string text) => output.TryWriteLine(severity, text);
}
