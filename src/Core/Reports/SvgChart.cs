using System.Globalization;
using System.Text;

namespace Veeam365.Backup.Core.Reports;

/// <summary>Draws charts as SVG. Each has a title and says in words what it shows; the figures stand in a table beside it.</summary>
internal static class SvgChart
{
    private const double Width = 760, Height = 220, Left = 64, Right = 8, Top = 12, Bottom = 28;

    /// <summary>A bar a day, of one or several parts on top of each other.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="words">The same in a sentence.</param>
    /// <param name="labels">The days.</param>
    /// <param name="parts">Style class and values of each part.</param>
    /// <param name="unit">Writes a value of the axis.</param>
    public static string Bars(string title, string words, IReadOnlyList<string> labels, IReadOnlyList<(string Class, string Name, double[] Values)> parts, Func<double, string> unit)
    {
        double most = NiceAbove(Enumerable.Range(0, labels.Count).Select(i => parts.Sum(p => p.Values[i])).DefaultIfEmpty().Max());
        StringBuilder svg = Begin(title, words, labels, most, unit);
        double slot = (Width - Left - Right) / Math.Max(1, labels.Count);
        for (int i = 0; i < labels.Count; i++)
        {
            double below = 0;
            foreach ((string style, string name, double[] values) in parts)
            {
                if (values[i] <= 0)
                    continue;
                double height = Math.Max(values[i] / most * (Height - Top - Bottom), 1);
                double y = Height - Bottom - below - height;
                svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{style}\" x=\"{HtmlText.Point(Left + (i * slot) + (slot * 0.12))}\" y=\"{HtmlText.Point(y)}\" width=\"{HtmlText.Point(slot * 0.76)}\" height=\"{HtmlText.Point(height)}\">")
                    .Append(CultureInfo.InvariantCulture, $"<title>{HtmlText.Of($"{labels[i]}: {unit(values[i])} {name}".TrimEnd())}</title></rect>");
                below += height;
            }
        }
        return End(svg);
    }

    /// <summary>A line with the area below it.</summary>
    public static string Line(string title, string words, IReadOnlyList<string> labels, double[] values, Func<double, string> unit)
    {
        double most = NiceAbove(values.DefaultIfEmpty().Max());
        StringBuilder svg = Begin(title, words, labels, most, unit);
        double step = (Width - Left - Right) / Math.Max(1, values.Length - 1);
        string[] points = [.. values.Select((v, i) => $"{HtmlText.Point(Left + (i * step))},{HtmlText.Point(Height - Bottom - (v / most * (Height - Top - Bottom)))}")];
        if (points.Length > 0)
        {
            string floor = HtmlText.Point(Height - Bottom);
            svg.Append(CultureInfo.InvariantCulture, $"<polygon class=\"area\" points=\"{Left},{floor} {string.Join(' ', points)} {HtmlText.Point(Left + ((values.Length - 1) * step))},{floor}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"line\" points=\"{string.Join(' ', points)}\"/>");
        }
        return End(svg);
    }

    /// <summary>A bar a name, from left to right. Names are text of people.</summary>
    public static string Ranking(string title, string words, IReadOnlyList<(string Name, double Value)> rows, Func<double, string> unit)
    {
        const double row = 24, names = 250, figures = 80;
        double most = rows.Select(r => r.Value).DefaultIfEmpty().Max() is > 0 and var max ? max : 1;
        var svg = new StringBuilder().Append(CultureInfo.InvariantCulture, $"<div class=\"chart\" role=\"region\" tabindex=\"0\" aria-label=\"{HtmlText.Of(title)}\"><svg role=\"img\" viewBox=\"0 0 {Width} {HtmlText.Point((rows.Count * row) + 8)}\" aria-label=\"{HtmlText.Of($"{title}. {words}")}\">");
        for (int i = 0; i < rows.Count; i++)
        {
            double y = 4 + (i * row);
            double width = Math.Max(1, rows[i].Value / most * (Width - names - figures));
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label end\" x=\"{names - 8}\" y=\"{HtmlText.Point(y + 15)}\">{HtmlText.Of(Short(rows[i].Name))}</text>")
                .Append(CultureInfo.InvariantCulture, $"<rect class=\"bar\" x=\"{names}\" y=\"{HtmlText.Point(y + 3)}\" width=\"{HtmlText.Point(width)}\" height=\"{row - 8}\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{HtmlText.Point(names + width + 6)}\" y=\"{HtmlText.Point(y + 15)}\">{HtmlText.Of(unit(rows[i].Value))}</text>");
        }
        return svg.Append("</svg></div>\n").ToString();
    }

    private static StringBuilder Begin(string title, string words, IReadOnlyList<string> labels, double most, Func<double, string> unit)
    {
        var svg = new StringBuilder().Append(CultureInfo.InvariantCulture, $"<div class=\"chart\" role=\"region\" tabindex=\"0\" aria-label=\"{HtmlText.Of(title)}\"><svg role=\"img\" viewBox=\"0 0 {Width} {Height}\" aria-label=\"{HtmlText.Of($"{title}. {words}")}\">");
        for (int line = 0; line <= 4; line++)
        {
            double y = Height - Bottom - (line / 4.0 * (Height - Top - Bottom));
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{HtmlText.Point(y)}\" y2=\"{HtmlText.Point(y)}\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text class=\"label end\" x=\"{Left - 8}\" y=\"{HtmlText.Point(y + 4)}\">{HtmlText.Of(unit(most * line / 4))}</text>");
        }
        int every = Math.Max(1, (int)Math.Ceiling(labels.Count / 8.0));
        double slot = (Width - Left - Right) / Math.Max(1, labels.Count);
        for (int i = 0; i < labels.Count; i += every)
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label middle\" x=\"{HtmlText.Point(Left + ((i + 0.5) * slot))}\" y=\"{Height - 8}\">{HtmlText.Of(labels[i])}</text>");
        return svg;
    }

    private static string End(StringBuilder svg) => svg.Append("</svg></div>\n").ToString();

    /// <summary>The next number of people above a value: 1, 2 or 5 times a power of ten; of two for bytes would be no better.</summary>
    private static double NiceAbove(double value)
    {
        if (value <= 0)
            return 1;
        double power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return new[] { 1, 2, 4, 6, 8, 10 }.Select(f => f * power).First(n => n >= value * 0.999);
    }

    private static string Short(string name) => name.Length <= 34 ? name : string.Concat(name.AsSpan(0, char.IsHighSurrogate(name[32]) ? 32 : 33), "\u2026");
}
