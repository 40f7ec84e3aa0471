namespace Veeam365.Backup.Core.Model;

/// <summary>How a schedule makes its times. The names are stored: never rename one.</summary>
public enum ScheduleKind
{
    /// <summary>Once a day, at a time of day.</summary>
    Daily,

    /// <summary>Every so many minutes, counted from midnight.</summary>
    Periodic,
}
