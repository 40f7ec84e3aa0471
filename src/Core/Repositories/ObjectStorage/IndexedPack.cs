using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A pack as an index file describes it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Hash">SHA-256 of it.</param>
/// <param name="Blocks">Its blocks in order.</param>
internal sealed record IndexedPack(ObjectId Id, long Size, Sha256Hash Hash, IReadOnlyList<DirectoryBlock> Blocks);
