using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Veeam365.Backup.Core.Restore;

/// <summary>The words of an HTML text, for programs that show none.</summary>
internal static partial class HtmlText
{
    public static string Of(string html)
    {
        string text = Invisible().Replace(html, "");
        text = WhiteSpace().Replace(text, " ");
        text = Break().Replace(text, "\n");
        text = Tag().Replace(text, "");
        var lines = new StringBuilder(text.Length);
        foreach (string line in WebUtility.HtmlDecode(text).Split('\n'))
            lines.Append(line.Trim()).Append('\n');
        return ManyLines().Replace(lines.ToString(), "\n\n").Trim();
    }

    [GeneratedRegex(@"<!--.*?-->|<(head|style|script)\b.*?</\1\s*>", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Invisible();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"<(br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Break();

    [GeneratedRegex("<[^>]*>", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Tag();

    [GeneratedRegex("\n{3,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ManyLines();
}
