using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Veeam365.Backup.Core.Reports;

/// <summary>Writes HTML. Whatever comes from people or services goes through <see cref="Of"/> or <see cref="Name"/>.</summary>
internal static class HtmlText
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB", "PB"];

    /// <summary>A text as content or attribute; control characters are shown as U+FFFD.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            clean.Append(Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control && rune.Value is not ('\n' or '\t') ? Rune.ReplacementChar : rune);
        return Encoder.Encode(clean.ToString());
    }

    /// <summary>A name that somebody chose: set apart, so that one written from right to left, or that pretends to be, does not rearrange what stands around it.</summary>
    public static string Name(string? text) => $"<bdi>{Of(text)}</bdi>";

    /// <summary>Bytes, three digits at most.</summary>
    public static string Bytes(double bytes)
    {
        double size = Math.Abs(bytes);
        int unit = 0;
        while (size >= 1000 && unit < Units.Length - 1)
        {
            size /= 1024;
            unit++;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{(bytes < 0 ? "\u2212" : "")}{(unit == 0 || size >= 100 ? Math.Round(size) : Math.Round(size, 1)):0.#} {Units[unit]}");
    }

    /// <summary>A change of size, with its sign.</summary>
    public static string Change(long bytes) => bytes > 0 ? "+" + Bytes(bytes) : Bytes(bytes);

    /// <summary>A count.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A time, in UTC to the minute; a dash for none.</summary>
    public static string Time(DateTimeOffset? time) => time is { } value
        ? string.Create(CultureInfo.InvariantCulture, $"<time datetime=\"{value.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}\">{value.UtcDateTime:yyyy-MM-dd HH:mm}</time>")
        : "<span aria-label=\"none\">\u2013</span>";

    /// <summary>A duration: hours, minutes, seconds.</summary>
    public static string Duration(TimeSpan? duration) => duration switch
    {
        null => "<span aria-label=\"unknown\">\u2013</span>",
        { TotalMinutes: < 1 } brief => string.Create(CultureInfo.InvariantCulture, $"{brief.TotalSeconds:0.0} s"),
        { } longer => string.Create(CultureInfo.InvariantCulture, $"{(long)longer.TotalHours}:{longer.Minutes:00}:{longer.Seconds:00}"),
    };

    /// <summary>A coordinate of a drawing.</summary>
    public static string Point(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
