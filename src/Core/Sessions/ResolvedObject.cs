using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>An object and workload to process.</summary>
/// <param name="Cached">What the repository holds of it.</param>
/// <param name="ReadInFull">True when everything of it is to be read.</param>
internal sealed record ResolvedObject(CachedObject Cached, bool ReadInFull)
{
    /// <summary>What a session that died left of it beyond the last restore point; null for nothing.</summary>
    public CheckpointHead? Kept { get; init; }

    public ObjectIdentity Identity => Cached.Identity;
}
