using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A chunk as a location names it.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="Id">Its id, by which an index finds it if its pack is gone.</param>
/// <param name="Covered">Bytes of content behind it: what its form makes of its own length, or, for a list of chunks, that of all of them.</param>
/// <param name="Form">How its bytes become content; plain for lists.</param>
internal readonly record struct ChunkEntry(ChunkPlace Place, Sha256Hash Id, long Covered, ChunkForm Form = default);
