using System.Globalization;

namespace Veeam365.Backup.Core.Model;

/// <summary>
/// Windows in words: "Mon-Fri 20-06", "Sat,Sun", "22:00-05:00", several of them separated by semicolons. Days are English names or their first three letters; hours are whole.
/// A range of hours that ends before it begins goes on into the next day. "always" and "never" are words, too.
/// </summary>
public static class BackupWindowText
{
    private const string Always = "always";
    private const string Never = "never";

    /// <summary>The window that permits what any of the texts names.</summary>
    /// <exception cref="InvalidSettingException">A text cannot be understood.</exception>
    public static BackupWindow Parse(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var permitted = new HashSet<(DayOfWeek Day, int Hour)>();
        foreach (string entry in texts.SelectMany(t => t.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
            permitted.UnionWith(CellsOf(entry));
        return BackupWindow.Of((day, hour) => permitted.Contains((day, hour)));
    }

    /// <summary>The words for a window.</summary>
    public static string Write(BackupWindow window)
    {
        ArgumentNullException.ThrowIfNull(window);
        if (window.IsAlways)
            return Always;
        if (window.IsNever)
            return Never;
        // A week as people read it: Monday first; days next to each other with the same hours together.
        DayOfWeek[] week = [.. Enumerable.Range(1, 7).Select(d => (DayOfWeek)(d % 7))];
        var entries = new List<string>();
        for (int first = 0, next; first < week.Length; first = next)
        {
            string hours = HoursOf(window, week[first]);
            next = first + 1;
            while (next < week.Length && HoursOf(window, week[next]) == hours)
                next++;
            if (hours.Length > 0)
                entries.Add($"{Days(week[first], week[next - 1])} {hours}");
        }
        return string.Join("; ", entries);
    }

    private static IEnumerable<(DayOfWeek Day, int Hour)> CellsOf(string entry)
    {
        if (entry.Equals(Never, StringComparison.OrdinalIgnoreCase))
            return [];
        string[] words = entry.Equals(Always, StringComparison.OrdinalIgnoreCase) ? ["Sun-Sat"] : entry.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        int firstHours = Array.FindIndex(words, w => char.IsAsciiDigit(w[0]));
        string days = string.Join(',', firstHours < 0 ? words : words[..firstHours]);
        string hours = firstHours < 0 ? "0-24" : string.Join(',', words[firstHours..]);
        DayOfWeek[] named = days.Length == 0 ? Enum.GetValues<DayOfWeek>() : [.. Parts(days).SelectMany(p => DaysOf(p, entry))];
        return Parts(hours).SelectMany(p => HoursOf(p, entry)).SelectMany(h => named.Select(d => ((DayOfWeek)(((int)d + (h / 24)) % 7), h % 24)));
    }

    private static string[] Parts(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IEnumerable<DayOfWeek> DaysOf(string part, string entry)
    {
        string[] ends = part.Split('-');
        if (ends.Length > 2)
            throw Unclear(entry);
        int from = (int)DayOf(ends[0], entry);
        int to = (int)DayOf(ends[^1], entry);
        return Enumerable.Range(from, ((to - from + 7) % 7) + 1).Select(d => (DayOfWeek)(d % 7));
    }

    private static DayOfWeek DayOf(string name, string entry)
    {
        foreach (DayOfWeek day in Enum.GetValues<DayOfWeek>())
        {
            if (name.Length >= 3 && day.ToString().StartsWith(name, StringComparison.OrdinalIgnoreCase))
                return day;
        }
        throw Unclear(entry);
    }

    /// <summary>Hours from the day's midnight on, beyond 23 in the next day.</summary>
    private static IEnumerable<int> HoursOf(string part, string entry)
    {
        string[] ends = part.Split('-');
        if (ends.Length != 2)
            throw Unclear(entry);
        int from = HourOf(ends[0], entry);
        int to = HourOf(ends[1], entry);
        return Enumerable.Range(from, to > from ? to - from : to + 24 - from);
    }

    private static int HourOf(string text, string entry)
    {
        string hour = text.EndsWith(":00", StringComparison.Ordinal) ? text[..^3] : text;
        return int.TryParse(hour, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value <= 24 ? value : throw Unclear(entry);
    }

    private static string HoursOf(BackupWindow window, DayOfWeek day)
    {
        var ranges = new List<string>();
        for (int hour = 0; hour < 24; hour++)
        {
            if (!window.IsPermitted(day, hour))
                continue;
            int from = hour;
            while (hour < 24 && window.IsPermitted(day, hour))
                hour++;
            ranges.Add(string.Create(CultureInfo.InvariantCulture, $"{from:00}-{hour:00}"));
        }
        return string.Join(',', ranges);
    }

    private static string Days(DayOfWeek first, DayOfWeek last) => first == last ? first.ToString()[..3] : $"{first.ToString()[..3]}-{last.ToString()[..3]}";

    private static InvalidSettingException Unclear(string entry) => new(
        "Job.InvalidWindow", $"The window '{entry}' cannot be understood.", "Write days and whole hours, such as 'Mon-Fri 20:00-06:00', 'Sat,Sun' or '22-05'; several are separated by semicolons.");
}
