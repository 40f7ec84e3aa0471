using System.Globalization;

namespace Veeam365.Backup.Core.Model;

/// <summary>When a job is started by itself. Its times are those of a time zone, daylight saving included (<see cref="ScheduleTimes"/>).</summary>
public sealed record JobSchedule
{
    /// <summary>The shortest period.</summary>
    public static TimeSpan ShortestPeriod { get; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest period.</summary>
    public static TimeSpan LongestPeriod { get; } = TimeSpan.FromHours(12);

    /// <summary>Daily or periodic.</summary>
    public required ScheduleKind Kind { get; init; }

    /// <summary>The time of day of a daily schedule.</summary>
    public TimeOnly At { get; init; }

    /// <summary>The period of a periodic schedule, whole minutes; each day begins anew at midnight.</summary>
    public TimeSpan Every { get; init; }

    /// <summary>On which days.</summary>
    public ScheduleDays Days { get; init; } = ScheduleDays.All;

    /// <summary>The time zone, by its IANA or Windows name.</summary>
    public required string TimeZone { get; init; }

    /// <summary>When sessions may begin; what is due outside waits until it opens.</summary>
    public BackupWindow Window { get; init; } = BackupWindow.Always;

    /// <summary>True to stop a session that still runs when the window closes; what was finished is kept.</summary>
    public bool StopsOutsideWindow { get; init; }

    /// <summary>When the schedule was set: earlier times do not count as missed (UTC).</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>The same schedule, whenever it was set.</summary>
    public bool SaysTheSameAs(JobSchedule? other) => other is not null && this == other with { Since = Since };

    /// <summary>Refuses what no schedule can be.</summary>
    /// <exception cref="InvalidSettingException">A period out of bounds, no day, an unknown time zone, or a window that never opens.</exception>
    public void Check()
    {
        if (Kind == ScheduleKind.Periodic && (Every < ShortestPeriod || Every > LongestPeriod || Every.Ticks % TimeSpan.TicksPerMinute != 0))
            throw Invalid("The period is 5 minutes to 12 hours, in whole minutes.", "Change -Every.");
        if ((Days & ScheduleDays.All) == ScheduleDays.None)
            throw Invalid("The schedule names no day.", "Give -Day, or leave it out for every day.");
        if (Window.IsNever)
            throw Invalid("The window permits no hour of the week.", "Change -Window or -DenyWindow.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
            throw Invalid($"This machine does not know the time zone '{TimeZone}'.", "Give one that [System.TimeZoneInfo]::GetSystemTimeZones() lists, such as Europe/Berlin; on Linux the package tzdata brings them.");
    }

    /// <summary>What people read.</summary>
    public override string ToString()
    {
        string when = Kind == ScheduleKind.Daily
            ? string.Create(CultureInfo.InvariantCulture, $"daily at {At:HH:mm}")
            : string.Create(CultureInfo.InvariantCulture, $"every {Period()}");
        string days = Days == ScheduleDays.All ? "" : $", {Days}";
        string window = Window.IsAlways ? "" : $", within {Window}{(StopsOutsideWindow ? " (stopped outside)" : "")}";
        return $"{when}{days}, {TimeZone}{window}";
    }

    private string Period() => Every.Minutes == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Every.TotalHours:0} h")
        : string.Create(CultureInfo.InvariantCulture, $"{Every.TotalMinutes:0} min");

    private static InvalidSettingException Invalid(string what, string action) => new("Job.InvalidSchedule", what, action);
}
