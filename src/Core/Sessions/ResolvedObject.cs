using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>An object and workload to process.</summary>
/// <param name="Cached">What the repository holds of it.</param>
/// <param name="ReadInFull">True when everything of it is to be read.</param>
internal sealed record ResolvedObject(CachedObject Cached, bool ReadInFull)
{
    /// <summary>What a session that died left of it beyond the last restore point; null for nothing.</summary>
    public CheckpointHead? Kept { get; init; }

    public ObjectIdentity Identity => Cached.Identity;

    /// <summary>Items whose content was lost; those that still have the lost version are read anew.</summary>
    public IReadOnlyList<LostItem> Lost { get; init; } = [];

    /// <summary>True when earlier segments cannot be read any more: the next one holds everything, out of the cache.</summary>
    public bool NeedsNewChain { get; init; }
}
