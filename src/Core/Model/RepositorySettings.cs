namespace Veeam365.Backup.Core.Model;

/// <summary>How a repository keeps its data. Stored in the repository itself, so that an import brings it back.</summary>
/// <param name="CompressionQuality">
/// Brotli's quality for new data, 0 (fastest) to 11 (smallest). A parameter, so that documents written before there was one get the default: generated readers of JSON give a property that is absent the type's default instead
/// (github.com/dotnet/runtime/issues/84484).
/// </param>
public sealed record RepositorySettings(int CompressionQuality = 1)
{
    /// <summary>How long data is kept.</summary>
    public RetentionPolicy Retention { get => field ?? RetentionPolicy.Default; init; } = RetentionPolicy.Default;

    /// <summary>How long it cannot be deleted by anybody; null for not at all.</summary>
    public ImmutabilityPolicy? Immutability { get; init; }
}
