using System.Globalization;
using System.Text;

namespace Veeam365.Backup.Core.Cache;

/// <summary>
/// Text as both engines can hold it without loss. PostgreSQL's text holds no U+0000 and neither engine holds unpaired surrogates,
/// so those (and the escape character itself) become U+001A and four hexadecimal digits; everything else stays as it is.
/// </summary>
internal static class CacheText
{
    private const char Escape = '\u001A';

    /// <summary>True when <see cref="Encode"/> would change the text.</summary>
    public static bool NeedsEscape(ReadOnlySpan<char> text)
    {
        // One vectorised pass decides for nearly all text.
        for (int i = text.IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!IsPairAt(text, i))
                return true;
            i++;
        }

        return text.ContainsAny('\0', Escape);
    }

    /// <summary>The text to store.</summary>
    public static string Encode(string text)
    {
        if (!NeedsEscape(text))
            return text;
        var encoded = new StringBuilder(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            if (IsPairAt(text, i))
                encoded.Append(text[i]).Append(text[++i]);
            else if (text[i] is '\0' or Escape || char.IsSurrogate(text[i]))
                encoded.Append(Escape).Append(((int)text[i]).ToString("X4", CultureInfo.InvariantCulture));
            else
                encoded.Append(text[i]);
        }

        return encoded.ToString();
    }

    /// <summary>The text that was stored.</summary>
    public static string Decode(string stored)
    {
        if (!stored.Contains(Escape, StringComparison.Ordinal))
            return stored;
        var text = new StringBuilder(stored.Length);
        for (int i = 0; i < stored.Length; i++)
        {
            if (stored[i] != Escape || i + 4 >= stored.Length)
            {
                text.Append(stored[i]);
                continue;
            }

            text.Append((char)ushort.Parse(stored.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            i += 4;
        }

        return text.ToString();
    }

    private static bool IsPairAt(ReadOnlySpan<char> text, int i) =>
        char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
}
