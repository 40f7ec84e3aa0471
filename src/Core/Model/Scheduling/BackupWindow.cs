using System.Globalization;

namespace Veeam365.Backup.Core.Model;

/// <summary>The hours of a week in which a job may run: 168 cells, permitted or denied.</summary>
public sealed record BackupWindow
{
    private const int DigitsPerDay = 6;

    /// <summary>Every hour is permitted.</summary>
    public static BackupWindow Always { get; } = Of((_, _) => true);

    /// <summary>The cells: six hexadecimal digits a day from Sunday on, four hours a digit, the first hour its highest bit.</summary>
    public required string Cells { get; init; }

    /// <summary>True when it denies nothing.</summary>
    public bool IsAlways => Cells.All(c => c is 'F');

    /// <summary>True when it permits nothing.</summary>
    public bool IsNever => Cells.All(c => c is '0');

    /// <summary>A window of the cells that a rule permits.</summary>
    public static BackupWindow Of(Func<DayOfWeek, int, bool> isPermitted)
    {
        ArgumentNullException.ThrowIfNull(isPermitted);
        var cells = new char[7 * DigitsPerDay];
        for (int i = 0; i < cells.Length; i++)
        {
            var day = (DayOfWeek)(i / DigitsPerDay);
            int hour = i % DigitsPerDay * 4;
            int digit = Enumerable.Range(0, 4).Sum(h => isPermitted(day, hour + h) ? 8 >> h : 0);
            cells[i] = digit.ToString("X", CultureInfo.InvariantCulture)[0];
        }
        return new BackupWindow { Cells = new string(cells) };
    }

    /// <summary>Whether an hour of a day, 0 to 23, is permitted.</summary>
    public bool IsPermitted(DayOfWeek day, int hour) =>
        (int.Parse(Cells.AsSpan(((int)day * DigitsPerDay) + (hour / 4), 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (8 >> (hour % 4))) != 0;

    /// <summary>Denies what is permitted, and the other way round.</summary>
    public BackupWindow Inverted() => Of((day, hour) => !IsPermitted(day, hour));

    /// <summary>The words that <see cref="BackupWindowText"/> understands.</summary>
    public override string ToString() => BackupWindowText.Write(this);
}
