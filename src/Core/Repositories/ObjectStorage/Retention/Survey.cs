using Veeam365.Backup.Core.Repositories.ObjectStorage.References;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>What nothing needs any more, and what can be made smaller.</summary>
internal sealed record Survey
{
    /// <summary>Packs of which nothing is needed, and their sizes.</summary>
    public required IReadOnlyDictionary<ObjectId, long> DeadPacks { get; init; }

    /// <summary>Packs that are worth rewriting.</summary>
    public required IReadOnlyList<RepackCandidate> Repack { get; init; }

    /// <summary>Other objects that nothing needs, and their sizes.</summary>
    public required IReadOnlyDictionary<string, long> DeadObjects { get; init; }

    /// <summary>Index files that are worth merging, and their sizes.</summary>
    public required IReadOnlyDictionary<string, long> MergedIndexes { get; init; }

    /// <summary>The packs that are there.</summary>
    public required PackTable Packs { get; init; }

    /// <summary>Bytes of packs that surviving restore points need.</summary>
    public required long LiveBytes { get; init; }
}
