using System.Xml.Linq;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>How a series repeats, in the words of Microsoft Graph.</summary>
internal static class RecurrenceMapping
{
    private static readonly string[] Ranges = ["NoEndRecurrence", "EndDateRecurrence", "NumberedRecurrence"];

    public static void Write(ItemJson json, XElement recurrence, string? zone)
    {
        XElement? range = recurrence.Elements().FirstOrDefault(e => Ranges.Contains(e.Name.LocalName));
        if (recurrence.Elements().FirstOrDefault(e => e != range) is not { } pattern || range is null)
            return;
        json.Object("recurrence", () =>
        {
            json.Object("pattern", () => WritePattern(json, pattern));
            json.Object("range", () => WriteRange(json, range, zone));
        });
    }

    private static void WritePattern(ItemJson json, XElement pattern)
    {
        json.Text("type", Words.Pattern(pattern.Name.LocalName));
        json.Number("interval", Math.Max(1, pattern.Number("Interval")));
        if (pattern.Text("DayOfMonth") is not null)
            json.Number("dayOfMonth", pattern.Number("DayOfMonth"));
        if (Words.Month(pattern.Text("Month")) is > 0 and int month)
            json.Number("month", month);
        if (pattern.Text("DaysOfWeek") is { } days)
            json.Texts("daysOfWeek", Words.Days(days));
        json.Text("firstDayOfWeek", Words.Lower(pattern.Text("FirstDayOfWeek")));
        json.Text("index", Words.Lower(pattern.Text("DayOfWeekIndex")));
    }

    private static void WriteRange(ItemJson json, XElement range, string? zone)
    {
        json.Text("type", range.Name.LocalName switch { "EndDateRecurrence" => "endDate", "NumberedRecurrence" => "numbered", _ => "noEnd" });
        json.Text("startDate", Day(range.Text("StartDate")));
        json.Text("endDate", Day(range.Text("EndDate")));
        if (range.Text("NumberOfOccurrences") is not null)
            json.Number("numberOfOccurrences", range.Number("NumberOfOccurrences"));
        json.Text("recurrenceTimeZone", zone);
    }

    // A date with a zone, 2026-11-24Z or 2026-11-24+01:00: the day is what counts.
    private static string? Day(string? date) => date is { Length: >= 10 } ? date[..10] : null;
}
