using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.References;

/// <summary>How long data is kept, from the arguments that say it.</summary>
internal static class RetentionArguments
{
    /// <summary>The names of retention types.</summary>
    public const string SnapshotBased = nameof(RetentionKind.SnapshotBased);

    /// <summary>The names of retention types.</summary>
    public const string ItemLevel = nameof(RetentionKind.ItemLevel);

    /// <summary>The policy; null when no argument says anything.</summary>
    /// <param name="type">The type; null for the present one.</param>
    /// <param name="days">Days.</param>
    /// <param name="months">Months.</param>
    /// <param name="years">Years.</param>
    /// <param name="isForever">True to keep everything.</param>
    /// <param name="now">The present policy.</param>
    /// <exception cref="InvalidSettingException">More than one period is given.</exception>
    public static RetentionPolicy? Of(string? type, int? days, int? months, int? years, bool isForever, RetentionPolicy now)
    {
        (RetentionUnit Unit, int? Count)[] periods = [(RetentionUnit.Days, days), (RetentionUnit.Months, months), (RetentionUnit.Years, years), (RetentionUnit.Forever, isForever ? 0 : null)];
        (RetentionUnit Unit, int? Count)[] given = [.. periods.Where(p => p.Count is not null)];
        if (given.Length > 1)
            throw new InvalidSettingException("Repository.InvalidRetention", "More than one retention period is given.", "Give one of -RetentionDays, -RetentionMonths, -RetentionYears and -KeepForever.");
        if (given.Length == 0 && type is null)
            return null;
        RetentionKind kind = type is null ? now.Kind : Enum.Parse<RetentionKind>(type, ignoreCase: true);
        return given.Length == 0 ? now with { Kind = kind } : new RetentionPolicy(kind, given[0].Unit, given[0].Count!.Value);
    }
}
