using System.Globalization;

namespace Veeam365.Backup.PowerShell.Pipeline;

/// <summary>Numbers as people read them.</summary>
internal static class Readable
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB", "PB"];

    /// <summary>Bytes, three digits at most: 0 B, 1.5 KB, 23 MB.</summary>
    public static string Bytes(double bytes)
    {
        int unit = 0;
        while (bytes >= 1000 && unit < Units.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }
        return string.Create(CultureInfo.CurrentCulture, $"{(unit == 0 || bytes >= 100 ? Math.Round(bytes) : Math.Round(bytes, 1)):0.#} {Units[unit]}");
    }

    /// <summary>A count with separators.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.CurrentCulture);
}
