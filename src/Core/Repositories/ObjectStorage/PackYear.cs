using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>The year whose packs an item's data goes to, in stores that keep packs by year.</summary>
internal static class PackYear
{
    /// <summary>Stands for packs of no year: those of stores that do not care.</summary>
    public const int None = 0;

    // A mailbox may hold any date. Outside of these the nearest one is taken, so that forged dates make no thousand files.
    private const int First = 1990;
    private const int Last = 2200;

    /// <summary>True for a number that is used as a year.</summary>
    public static bool IsYear(int number) => number is >= First and <= Last;

    /// <summary>The year of an item's last change; of its creation where that is not known; this year where neither is.</summary>
    /// <param name="version">The item.</param>
    /// <param name="now">Nothing is taken for younger than the next year.</param>
    public static int Of(ItemVersion version, DateTimeOffset now) =>
        Math.Clamp((version.ModifiedAt ?? version.CreatedAt ?? now).UtcDateTime.Year, First, now.UtcDateTime.Year + 1);
}
