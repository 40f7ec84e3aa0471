namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>What the object writers of a session share.</summary>
/// <param name="Keys">The repository's keys.</param>
/// <param name="Store">Where segments go.</param>
/// <param name="Shelves">Read content and store blocks.</param>
/// <param name="Dedup">Knows chunks.</param>
/// <param name="Flusher">Forces packs out.</param>
/// <param name="ReadManifest">Reads a parent's manifest.</param>
/// <param name="Lifetime">Ends with the writer.</param>
internal sealed record WriterParts(
    RepositoryKeys Keys,
    VerifiedStore Store,
    WriterShelves Shelves,
    DedupTable Dedup,
    FlushScheduler Flusher,
    Func<Model.SegmentReference, CancellationToken, Task<SegmentManifest>> ReadManifest,
    CancellationToken Lifetime);
