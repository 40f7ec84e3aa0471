namespace Veeam365.Backup.Core.Repositories;

/// <summary>How much of a repository's packs to read; everything else (restore points, segments, index, references) is always validated whole.</summary>
public sealed record VerificationRequest
{
    /// <summary>Only this share of the packs' bytes (above 0, up to 100), those first that were not read for the longest time; null for all.</summary>
    public double? Percent { get; init; }

    /// <summary>No pack is begun after this time; those come first that were not read for the longest time. Null for no limit.</summary>
    public TimeSpan? MaximumTime { get; init; }
}
