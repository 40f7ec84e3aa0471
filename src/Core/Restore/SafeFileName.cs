using System.Buffers;
using System.Globalization;
using System.Text;

namespace Veeam365.Backup.Core.Restore;

/// <summary>
/// Makes file names of any text, valid on Windows, Linux and macOS alike, so that an export can be copied anywhere.
/// Rules of Windows: learn.microsoft.com/windows/win32/fileio/naming-a-file.
/// </summary>
public static class SafeFileName
{
    // NTFS and APFS allow 255 UTF-16 units, ext4 255 bytes; room is left for a number and an extension.
    private const int MostBytes = 180;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>:\"/\\|?*");

    /// <summary>A name that is never empty, never "." or "..", never a device, and holds no separator or control character.</summary>
    /// <param name="text">The wanted name.</param>
    /// <param name="whenEmpty">The name when nothing usable is left.</param>
    public static string From(string text, string whenEmpty)
    {
        var name = new StringBuilder(Math.Min(text.Length, MostBytes));
        int bytes = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            Rune safe = IsSafe(rune) ? rune : new Rune('_');
            if (bytes + safe.Utf8SequenceLength > MostBytes)
                break;
            bytes += safe.Utf8SequenceLength;
            name.Append(safe.ToString());
        }
        // Windows drops trailing dots and spaces; "." and ".." vanish with them.
        string trimmed = name.ToString().Trim().TrimEnd('.', ' ');
        if (trimmed.Length == 0)
            return whenEmpty;
        return IsDevice(trimmed) ? "_" + trimmed : trimmed;
    }

    private static bool IsSafe(Rune rune)
    {
        if (rune == Rune.ReplacementChar || Rune.IsControl(rune))
            return false;
        if (rune.IsBmp && Forbidden.Contains((char)rune.Value))
            return false;
        // Format characters include the bidirectional overrides that make "gpj.exe" look like "exe.jpg".
        return Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }

    private static bool IsDevice(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        string stem = (dot < 0 ? name : name[..dot]).TrimEnd(' ').ToUpperInvariant();
        return stem is "CON" or "PRN" or "AUX" or "NUL" or "CONIN$" or "CONOUT$"
            || (stem.Length == 4 && (stem.StartsWith("COM", StringComparison.Ordinal) || stem.StartsWith("LPT", StringComparison.Ordinal)) && IsDeviceDigit(stem[3]));
    }

    private static bool IsDeviceDigit(char c) => char.IsAsciiDigit(c) || c is '\u00B9' or '\u00B2' or '\u00B3';
}
