namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What asking for a file's versions amounts to.</summary>
/// <param name="Current">The number of the version that the source's item is; null when that is not certain.</param>
/// <param name="Changes">Earlier versions that are new, and those that are gone.</param>
/// <param name="Shortfall">What could not be found out.</param>
internal sealed record FileVersionsFound(string? Current, IReadOnlyList<SourceChange> Changes, ContentShortfall? Shortfall)
{
    public static FileVersionsFound None { get; } = new(null, [], null);
}
