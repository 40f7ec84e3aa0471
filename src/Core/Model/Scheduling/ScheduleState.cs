namespace Veeam365.Backup.Core.Model;

/// <summary>Where a job stands in its schedule.</summary>
/// <param name="IsDue">True when a session is to be started now.</param>
/// <param name="Slot">The last time of the schedule; null when there was none since it was set.</param>
/// <param name="NextStart">When the next session can start (UTC): now when it is due; null for a job without schedule, and for a disabled one.</param>
/// <param name="StopAt">When a session that starts now is to be stopped (UTC); null when it may run to its end.</param>
public sealed record ScheduleState(bool IsDue, DateTimeOffset? Slot, DateTimeOffset? NextStart, DateTimeOffset? StopAt)
{
    // Sessions are dated by the database's clock, schedules go by this machine's.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);
    private static readonly ScheduleState Unscheduled = new(false, null, null, null);

    /// <summary>Judges. Times that were missed, however many, make a job due once. Any session since counts, whoever started it; one whose process died counts only once the retries are used up.</summary>
    /// <param name="job">The job.</param>
    /// <param name="sessions">Its sessions, newest first; at least those since the last time of its schedule.</param>
    /// <param name="now">Now.</param>
    public static ScheduleState Of(BackupJob job, IReadOnlyList<BackupSession> sessions, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(sessions);
        if (job.Schedule is not { } schedule || !job.IsEnabled)
            return Unscheduled;
        var times = new ScheduleTimes(schedule);
        DateTimeOffset? slot = times.Last(now);
        bool isOpen = sessions.Count > 0 && sessions[0].Status is SessionStatus.Queued or SessionStatus.Running;
        DateTimeOffset? wanted = slot is null || isOpen ? null : WantedFrom(job.Retry, [.. sessions.TakeWhile(s => s.StartedAt >= slot - ClockTolerance)], slot.Value);
        DateTimeOffset next = times.Opens(wanted is { } from ? Later(from, now) : times.Next(now));
        return new ScheduleState(wanted is not null && next <= now, slot, next, schedule.StopsOutsideWindow ? times.Closes(next) : null);
    }

    /// <summary>From when on a session is wanted for the slot; null when it had its own.</summary>
    private static DateTimeOffset? WantedFrom(RetryPolicy retry, BackupSession[] since, DateTimeOffset slot)
    {
        if (since.Length == 0)
            return slot;
        return since[0].Status == SessionStatus.Disconnected && since.Length <= retry.Attempts ? (since[0].EndedAt ?? since[0].StartedAt) + retry.Wait : null;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
