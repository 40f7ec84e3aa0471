using System.Globalization;
using System.Text.Json;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Turns a recurrence of Graph (https://learn.microsoft.com/graph/api/resources/patternedrecurrence) into an RRULE of RFC 5545.</summary>
internal static class RecurrenceRule
{
    /// <returns>The rule; null when there is none or it is of no known kind.</returns>
    public static string? Of(JsonElement recurrence, CalendarZone zone, bool isAllDay)
    {
        JsonElement pattern = recurrence.Member("pattern");
        if (Frequency(pattern) is not { } frequency)
            return null;
        int interval = Math.Max(1, pattern.Number("interval") ?? 1);
        string rule = interval == 1 ? frequency : string.Create(CultureInfo.InvariantCulture, $"{frequency};INTERVAL={interval}");
        return rule + End(recurrence.Member("range"), zone, isAllDay);
    }

    private static string? Frequency(JsonElement pattern) => pattern.Text("type") switch
    {
        "daily" => "FREQ=DAILY",
        "weekly" => $"FREQ=WEEKLY{Days(pattern)}{WeekStart(pattern)}",
        "absoluteMonthly" => $"FREQ=MONTHLY{MonthDay(pattern)}",
        "relativeMonthly" => $"FREQ=MONTHLY{Days(pattern)}{Position(pattern)}",
        "absoluteYearly" => $"FREQ=YEARLY{Month(pattern)}{MonthDay(pattern)}",
        "relativeYearly" => $"FREQ=YEARLY{Month(pattern)}{Days(pattern)}{Position(pattern)}",
        _ => null,
    };

    private static string Days(JsonElement pattern)
    {
        string[] days = [.. pattern.Texts("daysOfWeek").Select(Day).OfType<string>()];
        return days.Length == 0 ? "" : ";BYDAY=" + string.Join(',', days);
    }

    private static string WeekStart(JsonElement pattern) => Day(pattern.Text("firstDayOfWeek")) is { } day ? ";WKST=" + day : "";

    private static string? Day(string? name) => name?.ToUpperInvariant() switch
    {
        "SUNDAY" => "SU",
        "MONDAY" => "MO",
        "TUESDAY" => "TU",
        "WEDNESDAY" => "WE",
        "THURSDAY" => "TH",
        "FRIDAY" => "FR",
        "SATURDAY" => "SA",
        _ => null,
    };

    private static string Month(JsonElement pattern) => string.Create(CultureInfo.InvariantCulture, $";BYMONTH={Math.Clamp(pattern.Number("month") ?? 1, 1, 12)}");

    /// <summary>In months that are too short Exchange takes the last day, where BYMONTHDAY alone would leave the month out.</summary>
    private static string MonthDay(JsonElement pattern)
    {
        int day = Math.Clamp(pattern.Number("dayOfMonth") ?? 1, 1, 31);
        return day <= 28
            ? string.Create(CultureInfo.InvariantCulture, $";BYMONTHDAY={day}")
            : $";BYMONTHDAY={string.Join(',', Enumerable.Range(28, day - 27))};BYSETPOS=-1";
    }

    private static string Position(JsonElement pattern) => ";BYSETPOS=" + pattern.Text("index") switch
    {
        "second" => "2",
        "third" => "3",
        "fourth" => "4",
        "last" => "-1",
        _ => "1",
    };

    private static string End(JsonElement range, CalendarZone zone, bool isAllDay)
    {
        if (range.Text("type") == "numbered" && range.Number("numberOfOccurrences") is > 0 and { } count)
            return string.Create(CultureInfo.InvariantCulture, $";COUNT={count}");
        if (range.Text("type") != "endDate" || !DateTime.TryParse(range.Text("endDate"), CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime end))
            return "";
        return isAllDay
            ? ";UNTIL=" + end.ToString("yyyyMMdd", CultureInfo.InvariantCulture)
            : ";UNTIL=" + zone.MomentOf(end.Date.AddDays(1).AddSeconds(-1)).UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
    }
}
