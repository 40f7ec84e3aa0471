using System.Text;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Text as both engines can keep it: whole Unicode characters, no NUL.</summary>
internal static class SettingText
{
    /// <summary>The longest name, in UTF-16 units.</summary>
    public const int LongestName = 255;

    /// <summary>A name's form for comparing: the same in both engines, whose own rules for letters outside ASCII differ.</summary>
    public static string Key(string name) => Printable(name).ToUpperInvariant();

    /// <summary>Refuses what cannot be a name.</summary>
    /// <exception cref="InvalidSettingException">Empty, too long, or not storable.</exception>
    public static void CheckName(string name, string what)
    {
        if (string.IsNullOrWhiteSpace(name))
            throw new InvalidSettingException($"{what}.InvalidName", "The name is empty.", "Give it a name.");
        if (name.Length > LongestName)
            throw new InvalidSettingException($"{what}.InvalidName", $"The name has {name.Length} characters; {LongestName} is the most.", "Give it a shorter name.");
        Check(name, what);
    }

    /// <summary>Refuses text that a database cannot keep unchanged.</summary>
    /// <exception cref="InvalidSettingException">It holds NUL or half a character.</exception>
    public static void Check(string? text, string what)
    {
        if (text is not null && Printable(text) != text)
            throw new InvalidSettingException($"{what}.InvalidText", "A setting holds a NUL character or half of a character.", "Type it again, without control characters.");
    }

    /// <summary>Messages come from anywhere: what cannot be kept is replaced by U+FFFD.</summary>
    public static string Printable(string text)
    {
        if (!NeedsRepair(text))
            return text;
        var repaired = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            repaired.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        return repaired.ToString();
    }

    private static bool NeedsRepair(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
                return true;
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsSurrogatePair(text, i))
                return true;
            i++;
        }

        return false;
    }
}
