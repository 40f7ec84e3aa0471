using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A chunk of a block, in a pack's directory.</summary>
/// <param name="Id">Its id; small chunks keep the first half of it only, and the rest reads as zeros.</param>
/// <param name="Length">Its length.</param>
internal readonly record struct BlockChunk(Sha256Hash Id, int Length);
