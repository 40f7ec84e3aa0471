using System.Text;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The beginning of a text as one line without markup: a name for messages that have no subject.</summary>
internal static class PlainText
{
    private const int Longest = 80;
    private const char TagStart = '\uE000';
    private const char TagEnd = '\uE001';

    public static string Excerpt(string text, bool isHtml)
    {
        var line = new StringBuilder(Longest);
        bool inTag = false, wasSpace = true;
        foreach (char c in isHtml ? Decode(text) : text)
        {
            if (line.Length >= Longest)
                break;
            inTag = isHtml && (c == TagStart || (inTag && c != TagEnd));
            bool isSpace = char.IsWhiteSpace(c) || char.IsControl(c) || c is TagStart or TagEnd;
            if (inTag || (isSpace && wasSpace))
                continue;
            line.Append(isSpace ? ' ' : c);
            wasSpace = isSpace;
        }

        // Not half of a character.
        if (line.Length > 0 && char.IsHighSurrogate(line[^1]))
            line.Length--;
        return line.ToString().TrimEnd();
    }

    // Tags are marked before entities are decoded: what they stand for is text.
    private static string Decode(string html)
    {
        string start = html.Length > 16 * Longest ? html[..(16 * Longest)] : html;
        return System.Net.WebUtility.HtmlDecode(start.Replace('<', TagStart).Replace('>', TagEnd));
    }
}
