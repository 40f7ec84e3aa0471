using System.Text;

namespace Veeam365.Backup.Core.Reports;

/// <summary>A table that scrolls by itself where it is too wide, and can be reached by keyboard. Cells are HTML already.</summary>
internal static class HtmlTable
{
    /// <summary>Appends it.</summary>
    /// <param name="page">The page.</param>
    /// <param name="caption">What it shows.</param>
    /// <param name="columns">Headings; those that end with # are of numbers.</param>
    /// <param name="rows">The rows; the first cell of each names it.</param>
    public static void Append(StringBuilder page, string caption, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        page.Append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"").Append(HtmlText.Of(caption)).Append("\"><table><caption>").Append(HtmlText.Of(caption)).Append("</caption><thead><tr>");
        foreach (string column in columns)
            page.Append(IsNumber(column) ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">").Append(HtmlText.Of(column.TrimEnd('#'))).Append("</th>");
        page.Append("</tr></thead><tbody>\n");
        foreach (IReadOnlyList<string> row in rows)
        {
            page.Append("<tr><th scope=\"row\">").Append(row[0]).Append("</th>");
            for (int i = 1; i < row.Count; i++)
                page.Append(IsNumber(columns[i]) ? "<td class=\"n\">" : "<td>").Append(row[i]).Append("</td>");
            page.Append("</tr>\n");
        }
        page.Append("</tbody></table></div>\n");
    }

    private static bool IsNumber(string column) => column.EndsWith('#');
}
