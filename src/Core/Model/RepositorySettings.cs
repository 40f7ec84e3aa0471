namespace Veeam365.Backup.Core.Model;

/// <summary>How a repository keeps its data. Stored in the repository itself, so that an import brings it back.</summary>
public sealed record RepositorySettings
{
    /// <summary>How long data is kept.</summary>
    public RetentionPolicy Retention { get => field ?? RetentionPolicy.Default; init; } = RetentionPolicy.Default;

    /// <summary>How long it cannot be deleted by anybody; null for not at all.</summary>
    public ImmutabilityPolicy? Immutability { get; init; }

    /// <summary>Brotli's quality for new data, 0 (fastest) to 11 (smallest).</summary>
    public int CompressionQuality { get; init; } = 1;
}
