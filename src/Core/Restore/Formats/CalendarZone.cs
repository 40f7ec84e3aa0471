using System.Globalization;

namespace Veeam365.Backup.Core.Restore;

/// <summary>The time zone that an event's times are written in. What this machine does not know is written in UTC.</summary>
internal sealed class CalendarZone
{
    private static readonly string[] Days = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    private readonly TimeZoneInfo? _zone;
    private readonly string _id;

    /// <param name="name">A name of Windows or of the IANA database.</param>
    public CalendarZone(string? name)
    {
        _zone = Find(name);
        _id = _zone is null ? "" : IanaNameOf(_zone);
    }

    /// <summary>A property with a moment in this zone.</summary>
    public (string Name, string Value) Moment(string property, DateTimeOffset moment) => _zone is null
        ? (property, Text(moment.UtcDateTime) + "Z")
        : ($"{property};TZID={_id}", Text(TimeZoneInfo.ConvertTime(moment, _zone).DateTime));

    /// <summary>What clocks show in this zone at a moment.</summary>
    public DateTime LocalOf(DateTimeOffset moment) => _zone is null ? moment.UtcDateTime : TimeZoneInfo.ConvertTime(moment, _zone).DateTime;

    /// <summary>The moment at which clocks of this zone show a time.</summary>
    public DateTimeOffset MomentOf(DateTime local)
    {
        if (_zone is null)
            return new DateTimeOffset(local, TimeSpan.Zero);
        // A time that the spring leaves out: an hour later there is one.
        DateTime existing = _zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new DateTimeOffset(existing, _zone.GetUtcOffset(existing)).ToUniversalTime();
    }

    /// <summary>Reads a dateTimeTimeZone; null when it is none.</summary>
    public static DateTimeOffset? Read(System.Text.Json.JsonElement time) =>
        DateTime.TryParse(time.Text("dateTime"), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out DateTime local)
            ? new CalendarZone(time.Text("timeZone")).MomentOf(DateTime.SpecifyKind(local, DateTimeKind.Unspecified))
            : null;

    /// <summary>Describes the zone as the years around a moment have it (VTIMEZONE); nothing for UTC.</summary>
    public void Write(ContentLineWriter lines, DateTimeOffset around)
    {
        if (_zone is null)
            return;
        // From the year before on, so that the first months of the event's year are covered.
        int year = Math.Clamp(around.UtcDateTime.Year - 1, 1900, 9990);
        List<Transition> transitions = FindTransitions(year);
        lines.Line("BEGIN", "VTIMEZONE");
        lines.Line("TZID", _id);
        if (transitions.Count != 2)
            WriteFixed(lines, transitions.Count == 0 ? _zone.GetUtcOffset(around) : transitions[^1].After);
        else
            transitions.ForEach(t => Write(lines, t, RuleOf(t, year)));
        lines.Line("END", "VTIMEZONE");
    }

    private static TimeZoneInfo? Find(string? name) =>
        !string.IsNullOrWhiteSpace(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone) && !IsUtc(zone) ? zone : null;

    private static bool IsUtc(TimeZoneInfo zone) => zone.BaseUtcOffset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime;

    private static string IanaNameOf(TimeZoneInfo zone) => zone.HasIanaId || !TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out string? iana) ? zone.Id : iana;

    private static string Text(DateTime time) => time.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);

    private static string Text(TimeSpan offset) => (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString("hhmm", CultureInfo.InvariantCulture);

    private static void WriteFixed(ContentLineWriter lines, TimeSpan offset)
    {
        lines.Line("BEGIN", "STANDARD");
        lines.Line("DTSTART", "19700101T000000");
        lines.Line("TZOFFSETFROM", Text(offset));
        lines.Line("TZOFFSETTO", Text(offset));
        lines.Line("END", "STANDARD");
    }

    private static void Write(ContentLineWriter lines, Transition transition, string rule)
    {
        string kind = transition.After > transition.Before ? "DAYLIGHT" : "STANDARD";
        lines.Line("BEGIN", kind);
        lines.Line("DTSTART", Text(transition.Local));
        lines.Line("RRULE", rule);
        lines.Line("TZOFFSETFROM", Text(transition.Before));
        lines.Line("TZOFFSETTO", Text(transition.After));
        lines.Line("END", kind);
    }

    /// <summary>The nth or, when it is so in the years after as well, the last such day of its month.</summary>
    private string RuleOf(Transition transition, int year)
    {
        bool isLast = Enumerable.Range(year, 4).All(y => FindTransitions(y).Find(t => t.Local.Month == transition.Local.Month) is not { } other
            || other.Local.Day + 7 > DateTime.DaysInMonth(y, other.Local.Month));
        int week = isLast ? -1 : ((transition.Local.Day - 1) / 7) + 1;
        return string.Create(CultureInfo.InvariantCulture, $"FREQ=YEARLY;BYMONTH={transition.Local.Month};BYDAY={week}{Days[(int)transition.Local.DayOfWeek]}");
    }

    private List<Transition> FindTransitions(int year)
    {
        var found = new List<Transition>();
        var day = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (DateTimeOffset end = day.AddYears(1); day < end; day = day.AddDays(1))
        {
            TimeSpan before = _zone!.GetUtcOffset(day), after = _zone.GetUtcOffset(day.AddDays(1));
            if (before != after)
                found.Add(new Transition(MinuteOf(day, before).UtcDateTime + before, before, after));
        }

        return found;
    }

    private DateTimeOffset MinuteOf(DateTimeOffset day, TimeSpan before)
    {
        int low = 0, high = 24 * 60;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            (low, high) = _zone!.GetUtcOffset(day.AddMinutes(middle)) == before ? (middle, high) : (low, middle);
        }

        return day.AddMinutes(high);
    }

    private sealed record Transition(DateTime Local, TimeSpan Before, TimeSpan After);
}
