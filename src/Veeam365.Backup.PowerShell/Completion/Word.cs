using System.Buffers;

namespace Veeam365.Backup.PowerShell.Completion;

/// <summary>Words as they stand on a command line.</summary>
internal static class Word
{
    // PowerShell takes the typographic quotes as quotes, too.
    private static readonly SearchValues<char> SingleQuotes = SearchValues.Create("'\u2018\u2019\u201A\u201B");
    private static readonly SearchValues<char> Quotes = SearchValues.Create("'\"\u2018\u2019\u201A\u201B\u201C\u201D\u201E");
    private static readonly SearchValues<char> Special = SearchValues.Create(" \t,;(){}[]|&<>@#$`'\"*?\u2018\u2019\u201A\u201B\u201C\u201D\u201E\u2013\u2014\u2015");

    /// <summary>The text as an argument: in single quotes, those inside it doubled, if it needs any.</summary>
    public static string Quoted(string text)
    {
        bool plain = text.Length > 0 && text.AsSpan().IndexOfAny(Special) < 0 && text[0] != '-' && !char.IsAsciiDigit(text[0]);
        return plain ? text : "'" + string.Concat(text.Select(c => SingleQuotes.Contains(c) ? new string(c, 2) : c.ToString())) + "'";
    }

    /// <summary>What was typed so far, without the quotes around it.</summary>
    public static string Unquoted(string word)
    {
        if (word.Length == 0 || !Quotes.Contains(word[0]))
            return word;
        char quote = word[0];
        string inner = word[1..];
        if (inner.Length > 0 && inner[^1] == quote)
            inner = inner[..^1];
        return inner.Replace(new string(quote, 2), quote.ToString(), StringComparison.Ordinal);
    }
}
