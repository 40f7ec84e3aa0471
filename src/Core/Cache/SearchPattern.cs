using System.Text;

namespace Veeam365.Backup.Core.Cache;

/// <summary>
/// A pattern with * (any text) and ? (one character), compared without case in every script.
/// <see cref="Like"/> lets the database drop most rows; <see cref="Matches(string)"/> decides.
/// </summary>
internal sealed class SearchPattern
{
    // SQLite refuses LIKE patterns above 50,000 bytes (sqlite.org/limits.html) and its time grows with the number of stars.
    private const int LongestLike = 1_000;

    private readonly string _pattern;

    public SearchPattern(string pattern)
    {
        _pattern = Fold(pattern);
        Like = pattern.Length > LongestLike || CacheText.NeedsEscape(pattern) ? null : Translate(pattern);
    }

    /// <summary>
    /// The pattern for LIKE (SQLite) or ILIKE under collation C (PostgreSQL), both of which ignore the case of ASCII letters only; escape character \.
    /// Characters beyond ASCII stand as one character of any kind, so it lets through everything that matches, and perhaps more.
    /// Rows that hold escaped text (<see cref="ItemRow.EscapedFlag"/>) it cannot judge. Null when the database cannot help.
    /// </summary>
    public string? Like { get; }

    public static SearchPattern? From(string? pattern) => pattern is null ? null : new SearchPattern(pattern);

    /// <summary>True when the text (as the source has it) matches.</summary>
    public bool Matches(string? text) => text is not null && Matches(Fold(text).AsSpan(), _pattern);

    // U+017F (long s) is the only character beyond ASCII whose upper case is in ASCII: it must not equal S, which databases would not see.
    private static string Fold(string text) => text.Replace('\u017F', '\uFFFF').ToUpperInvariant();

    private static bool Matches(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern)
    {
        int t = 0, p = 0, star = -1, resume = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = t;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                t += pattern[p++] == '?' ? LengthAt(text, t) : 1;
            }
            else if (star >= 0)
            {
                p = star + 1;
                resume += LengthAt(text, resume);
                t = resume;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }

    private static int LengthAt(ReadOnlySpan<char> text, int i) =>
        char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1;

    private static string Translate(string pattern)
    {
        var like = new StringBuilder(pattern.Length + 8);
        foreach (Rune rune in pattern.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '*' => like.Append('%'),
                '?' => like.Append('_'),
                '%' or '_' or '\\' => like.Append('\\').Append((char)rune.Value),
                < 0x80 => like.Append((char)rune.Value),
                _ => like.Append('_'),
            };
        }

        return like.ToString();
    }
}
