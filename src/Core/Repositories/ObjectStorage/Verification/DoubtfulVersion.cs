using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>An item version that needs chunks which are not where it says.</summary>
/// <param name="Owner">Its object.</param>
/// <param name="Heads">The heads that hold it.</param>
/// <param name="Version">The version.</param>
/// <param name="Chunks">The chunks, and the pack that each should be in.</param>
/// <param name="Blame">The stored object to blame when it is lost whatever the index says; null otherwise.</param>
internal sealed record DoubtfulVersion(
    HeldObject Owner, (int First, int End) Heads, ItemVersion Version, IReadOnlyList<(ChunkKey Chunk, string Pack)> Chunks, string? Blame);
