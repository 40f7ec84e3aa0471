using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A chunk stored in this session that later content may share.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Place">Where it is.</param>
internal readonly record struct NewChunk(Sha256Hash Id, ChunkPlace Place);
