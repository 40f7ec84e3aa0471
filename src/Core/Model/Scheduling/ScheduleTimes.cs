namespace Veeam365.Backup.Core.Model;

/// <summary>
/// The moments of a schedule. A time of day that the clocks skip is the moment after the gap; one that they show twice is the first of the two. Periods are time that passes, counted from each
/// midnight: a day of 23 or 25 hours has accordingly fewer or more. The window goes by what the clocks show.
/// </summary>
/// <param name="schedule">A schedule that was checked.</param>
public sealed class ScheduleTimes(JobSchedule schedule)
{
    // A week, and what a zone that skips a whole day needs (Samoa, 2011-12-30).
    private const int DaysToLookAt = 9;

    // The offsets of all zones in use are multiples of it.
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Week = TimeSpan.FromDays(8);

    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone);

    /// <summary>The last moment of the schedule up to now, since it was set; null when there was none yet.</summary>
    public DateTimeOffset? Last(DateTimeOffset now)
    {
        DateOnly today = DateOf(now);
        for (int back = -1; back < DaysToLookAt; back++)
        {
            DateTimeOffset[] past = [.. Of(today.AddDays(-back)).Where(t => t <= now)];
            if (past.Length > 0)
                return past[^1] >= schedule.Since ? past[^1] : null;
        }
        return null;
    }

    /// <summary>The next moment of the schedule after another one.</summary>
    public DateTimeOffset Next(DateTimeOffset after)
    {
        DateOnly today = DateOf(after);
        for (int ahead = -1; ahead < DaysToLookAt; ahead++)
        {
            DateTimeOffset[] future = [.. Of(today.AddDays(ahead)).Where(t => t > after)];
            if (future.Length > 0)
                return future[0];
        }
        throw new InvalidOperationException("A schedule without times.");
    }

    /// <summary>Whether a session may begin or go on at a moment.</summary>
    public bool IsPermitted(DateTimeOffset time)
    {
        DateTimeOffset local = TimeZoneInfo.ConvertTime(time, _zone);
        return schedule.Window.IsPermitted(local.DayOfWeek, local.Hour);
    }

    /// <summary>The first moment from another one on at which the window is open.</summary>
    public DateTimeOffset Opens(DateTimeOffset from) => FirstWith(true, from) ?? from;

    /// <summary>When the window closes; null when it never does.</summary>
    public DateTimeOffset? Closes(DateTimeOffset from) => FirstWith(false, from);

    private DateTimeOffset? FirstWith(bool permitted, DateTimeOffset from)
    {
        if (IsPermitted(from) == permitted)
            return from;
        var first = new DateTimeOffset(((from.UtcTicks / Step.Ticks) + 1) * Step.Ticks, TimeSpan.Zero);
        for (DateTimeOffset time = first; time <= from + Week; time += Step)
        {
            if (IsPermitted(time) == permitted)
                return time;
        }
        return null;
    }

    private DateOnly DateOf(DateTimeOffset time) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, _zone).DateTime);

    private IEnumerable<DateTimeOffset> Of(DateOnly date)
    {
        if (((int)schedule.Days & (1 << (int)date.DayOfWeek)) == 0)
            yield break;
        if (schedule.Kind == ScheduleKind.Daily)
        {
            yield return MomentOf(date.ToDateTime(schedule.At));
            yield break;
        }
        DateTimeOffset end = MomentOf(date.AddDays(1).ToDateTime(TimeOnly.MinValue));
        for (DateTimeOffset time = MomentOf(date.ToDateTime(TimeOnly.MinValue)); time < end; time += schedule.Every)
            yield return time;
    }

    private DateTimeOffset MomentOf(DateTime local)
    {
        if (_zone.IsInvalidTime(local))
        {
            local = new DateTime(local.Ticks - (local.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Unspecified);
            while (_zone.IsInvalidTime(local))
                local = local.AddMinutes(1);
        }
        TimeSpan offset = _zone.IsAmbiguousTime(local) ? _zone.GetAmbiguousTimeOffsets(local).Max() : _zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
