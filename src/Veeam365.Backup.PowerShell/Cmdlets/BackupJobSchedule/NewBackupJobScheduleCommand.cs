using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Pipeline;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Makes the schedule of a job: daily at a time, or every so many minutes, and the hours of the week in which sessions may run.</summary>
/// <remarks>
/// <para>The schedule is given to Add-BackupJob or Set-BackupJob with -Schedule. Start-BackupJob -Scheduled starts what is due, and Register-BackupJobTask has the operating system call that every few minutes.</para>
/// <para>Times are those of a time zone, daylight saving included. A time that the clocks skip is the moment after the gap; one that they show twice is the first of the two. Periods are time that passes, counted from
/// each midnight: every four hours is at 0, 4, 8, 12, 16 and 20 o'clock on days of 24 hours.</para>
/// <para>The window says in which hours a scheduled session may begin. What is due outside waits until it opens. With -StopOutsideWindow a session that still runs when it closes is stopped properly: what was finished is
/// kept in a restore point, and the next session goes on from there. Sessions started by hand are not bound to it.</para>
/// <para>Times that were missed, because the machine was off, are caught up once, however many they were. Any session since counts, whoever started it.</para>
/// </remarks>
/// <example>
/// <code>New-BackupJobSchedule -At 22:00</code>
/// <para>Every day at ten in the evening, by this machine's time zone.</para>
/// </example>
/// <example>
/// <code>New-BackupJobSchedule -Every 0:30 -Window 'Mon-Fri 18:00-08:00', 'Sat,Sun' -StopOutsideWindow -TimeZone Europe/Berlin</code>
/// <para>Every half hour in the evenings, nights and weekends of Berlin; a session that still runs at eight in the morning is stopped.</para>
/// </example>
/// <example>
/// <code>Set-BackupJob Daily -Schedule (New-BackupJobSchedule -At 21:30 -Day Monday, Wednesday, Friday)</code>
/// <para>Gives a job a schedule.</para>
/// </example>
/// <seealso cref="AddBackupJobCommand"/>
/// <seealso cref="SetBackupJobCommand"/>
/// <seealso cref="StartBackupJobCommand"/>
[Cmdlet(VerbsCommon.New, "BackupJobSchedule", DefaultParameterSetName = DailySet)]
[OutputType(typeof(JobSchedule))]
public sealed class NewBackupJobScheduleCommand : AsyncCmdlet
{
    private const string DailySet = "Daily";
    private const string PeriodicSet = "Periodic";

    /// <summary>The time of day, such as 22:00.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = DailySet)]
    public TimeOnly At { get; set; }

    /// <summary>The period, from 5 minutes (0:05) to 12 hours (12:00), in whole minutes.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PeriodicSet)]
    public TimeSpan Every { get; set; }

    /// <summary>The days of the week; every day when omitted.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public DayOfWeek[] Day { get; set; } = Enum.GetValues<DayOfWeek>();

    /// <summary>The time zone, by its IANA or Windows name; this machine's own when omitted.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TimeZone { get; set; }

    /// <summary>The hours that are permitted: days and whole hours, such as 'Mon-Fri 20:00-06:00' (on into the next day), 'Sat,Sun' or '22-05'. Always when omitted.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Window { get; set; }

    /// <summary>The hours that are denied, in the same words; the others, or those of -Window, are permitted.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? DenyWindow { get; set; }

    /// <summary>Stops a session that still runs when the window closes; what was finished is kept.</summary>
    [Parameter]
    public SwitchParameter StopOutsideWindow { get; set; }

    /// <inheritdoc/>
    private protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        var schedule = new JobSchedule
        {
            Kind = ParameterSetName == PeriodicSet ? ScheduleKind.Periodic : ScheduleKind.Daily,
            At = At,
            Every = Every,
            Days = Day.Aggregate(ScheduleDays.None, (days, day) => days | (ScheduleDays)(1 << (int)day)),
            TimeZone = TimeZone ?? LocalZone(),
            Window = Permitted(),
            StopsOutsideWindow = StopOutsideWindow,
        };
        schedule.Check();
        Output.Write(schedule);
        return Task.CompletedTask;
    }

    private BackupWindow Permitted()
    {
        BackupWindow permitted = Window is null ? BackupWindow.Always : BackupWindowText.Parse(Window);
        if (DenyWindow is null)
            return permitted;
        BackupWindow denied = BackupWindowText.Parse(DenyWindow);
        return BackupWindow.Of((day, hour) => permitted.IsPermitted(day, hour) && !denied.IsPermitted(day, hour));
    }

    // A configuration may be shared by machines of several systems: all of them know the IANA name.
    private static string LocalZone()
    {
        string id = TimeZoneInfo.Local.Id;
        return TimeZoneInfo.TryConvertWindowsIdToIanaId(id, out string? iana) ? iana : id;
    }
}
