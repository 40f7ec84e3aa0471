using System.Globalization;
using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>The days of a series; daily and weekly ones are enough for the simulator.</summary>
internal static class Occurrences
{
    private const int Most = 5000;

    /// <summary>First moments of the occurrences, those taken out or changed included.</summary>
    public static IEnumerable<DateTimeOffset> Of(JsonObject series)
    {
        var pattern = (JsonObject)series["recurrence"]!["pattern"]!;
        var range = (JsonObject)series["recurrence"]!["range"]!;
        var time = DateTime.Parse(((JsonObject)series["start"]!).Text("dateTime")!, CultureInfo.InvariantCulture).TimeOfDay;
        var first = DateOnly.Parse(range.Text("startDate")!, CultureInfo.InvariantCulture);
        var last = range.Text("type") == "endDate" ? DateOnly.Parse(range.Text("endDate")!, CultureInfo.InvariantCulture) : DateOnly.MaxValue;
        var count = range.Text("type") == "numbered" ? range["numberOfOccurrences"]!.GetValue<int>() : Most;
        return Enumerable.Range(0, Most).Select(first.AddDays).Where(day => IsOn(pattern, first, day)).TakeWhile(day => day <= last).Take(count)
            .Select(day => new DateTimeOffset(day.ToDateTime(TimeOnly.FromTimeSpan(time)), TimeSpan.Zero));
    }

    private static bool IsOn(JsonObject pattern, DateOnly first, DateOnly day)
    {
        var interval = pattern["interval"]?.GetValue<int>() ?? 1;
        var days = day.DayNumber - first.DayNumber;
        switch (pattern.Text("type"))
        {
            case "daily":
                return days % interval == 0;
            case "weekly":
                var week = (day.DayNumber - (first.DayNumber - (int)first.DayOfWeek)) / 7;
                return week % interval == 0 && ((JsonArray)pattern["daysOfWeek"]!).Any(d => d!.GetValue<string>().Equals(day.DayOfWeek.ToString(), StringComparison.OrdinalIgnoreCase));
            default:
                throw new GraphException(400, "ErrorInvalidRequest", "The simulator expands daily and weekly series only.");
        }
    }
}
