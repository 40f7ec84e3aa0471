using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>What a repository's settings may be, and what they may become.</summary>
internal static class SettingsRules
{
    private const int MostDays = 36_500;
    private const int BestQuality = 11;

    /// <summary>Refuses settings that make no sense.</summary>
    /// <exception cref="InvalidSettingException">One of them is out of its range.</exception>
    public static void Check(RepositorySettings settings)
    {
        RetentionPolicy retention = settings.Retention;
        int most = MostOf(retention.Unit);
        if (retention.Unit == RetentionUnit.Forever ? retention.Count != 0 : retention.Count < 1 || retention.Count > most)
            throw Invalid("InvalidRetention", $"A retention of {retention.Count} {retention.Unit.ToString().ToLowerInvariant()} is not possible.", $"Give 1 to {MostDays} days, {MostOf(RetentionUnit.Months)} months or {MostOf(RetentionUnit.Years)} years, or keep everything forever.");
        if (settings.Immutability is { } immutability && immutability.Days is < 1 or > MostDays)
            throw Invalid("InvalidImmutability", $"An immutability of {immutability.Days} days is not possible.", $"Give 1 to {MostDays} days.");
        if (settings.CompressionQuality is < 0 or > BestQuality)
            throw Invalid("InvalidCompression", $"There is no compression quality {settings.CompressionQuality}.", $"Give 0 (fastest) to {BestQuality} (smallest); 1 is a good choice.");
    }

    /// <summary>Refuses changes that would break what was promised.</summary>
    /// <exception cref="InvalidSettingException">The change is not allowed.</exception>
    public static void CheckChange(RepositorySettings from, RepositorySettings to)
    {
        Check(to);
        if (to.Retention.Kind != from.Retention.Kind)
            throw Invalid("RetentionTypeFixed", $"The repository's retention is {from.Retention.Kind} and cannot become {to.Retention.Kind}: data was, or was not, backed up by that rule.", "Add another repository with the other type and point the jobs at it.");
        if (from.Immutability is not { } old)
            return;
        if (to.Immutability is not { } wanted || wanted.Days < old.Days)
            throw Invalid("ImmutabilityOnlyLonger", $"Immutability of {old.Days} days can be lengthened, but neither shortened nor switched off.", $"Give {old.Days} days or more, or add another repository.");
        if (wanted.Mode != old.Mode)
            throw Invalid("ImmutabilityModeFixed", $"The repository's immutability mode is {old.Mode} and cannot become {wanted.Mode}.", "Add another repository with the other mode.");
    }

    private static int MostOf(RetentionUnit unit) => unit switch
    {
        RetentionUnit.Months => 1200,
        RetentionUnit.Years => 100,
        _ => MostDays,
    };

    private static InvalidSettingException Invalid(string reason, string message, string action) => new("Repository." + reason, message, action);
}
