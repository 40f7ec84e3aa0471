using System.Globalization;
using System.Text;

namespace Veeam365.Backup.Core.Cache;

/// <summary>
/// Cuts text into the words that are searched for: runs of letters and digits, without case and accents (Unicode NFKD, marks left out). Scripts that put no space between words count each
/// character as a word. Both engines index what comes out of here, so that both find the same.
/// </summary>
internal static class SearchWords
{
    /// <summary>Longer words are compared by their beginning (UTF-16 units).</summary>
    public const int LongestWord = 64;

    /// <summary>Appends the words of a text, each with a space before it.</summary>
    public static void Append(string? text, StringBuilder words)
    {
        if (string.IsNullOrEmpty(text))
            return;
        if (Ascii.IsValid(text))
            AppendAscii(text, words);
        else
            AppendAny(text, words);
    }

    /// <summary>The words of a text, in their order.</summary>
    public static string[] Split(string? text)
    {
        var words = new StringBuilder();
        Append(text, words);
        return words.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static void AppendAscii(string text, StringBuilder words)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(text[i]))
                continue;
            words.Append(' ');
            for (int start = i; i < text.Length && char.IsAsciiLetterOrDigit(text[i]); i++)
            {
                if (i - start < LongestWord)
                    words.Append(char.ToLowerInvariant(text[i]));
            }
        }
    }

    private static void AppendAny(string text, StringBuilder words)
    {
        int length = 0;
        foreach (Rune rune in Decompose(text).EnumerateRunes())
        {
            UnicodeCategory category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
                continue;
            if (!Rune.IsLetterOrDigit(rune) && category is not (UnicodeCategory.SpacingCombiningMark or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber))
            {
                length = 0;
                continue;
            }

            bool alone = StandsAlone(rune.Value);
            if (length == 0 || alone)
            {
                words.Append(' ');
                length = 0;
            }

            // Upper case first: it makes one of the forms that a letter has at the end of words and elsewhere.
            string folded = Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)).ToString();
            if (length + folded.Length <= LongestWord)
                words.Append(folded);
            length = alone ? 0 : length + folded.Length;
        }
    }

    private static string Decompose(string text)
    {
        // Unpaired surrogates cannot be normalised; as U+FFFD they separate words.
        var valid = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            valid.Append(rune.ToString());
        return valid.ToString().Normalize(NormalizationForm.FormKD);
    }

    /// <summary>Thai, Lao, Myanmar, Khmer, kana and ideographs (Unicode blocks).</summary>
    private static bool StandsAlone(int rune) => rune
        is (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF)
        or (>= 0x2E80 and <= 0x2FDF) or (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
