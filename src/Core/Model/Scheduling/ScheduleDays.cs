namespace Veeam365.Backup.Core.Model;

/// <summary>Days of the week. The names are stored: never rename one.</summary>
[Flags]
public enum ScheduleDays
{
    /// <summary>No day.</summary>
    None = 0,

    /// <summary>Sundays.</summary>
    Sunday = 1,

    /// <summary>Mondays.</summary>
    Monday = 2,

    /// <summary>Tuesdays.</summary>
    Tuesday = 4,

    /// <summary>Wednesdays.</summary>
    Wednesday = 8,

    /// <summary>Thursdays.</summary>
    Thursday = 16,

    /// <summary>Fridays.</summary>
    Friday = 32,

    /// <summary>Saturdays.</summary>
    Saturday = 64,

    /// <summary>Every day.</summary>
    All = 127,
}
