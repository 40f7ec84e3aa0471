using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>An item found in the cache.</summary>
/// <param name="ObjectId">The cache's number of its object.</param>
/// <param name="Head">The head it was looked up at.</param>
/// <param name="Identity">Its object.</param>
/// <param name="Version">The item.</param>
public sealed record CachedItem(long ObjectId, int Head, ObjectIdentity Identity, ItemVersion Version)
{
    /// <summary>Told when deleted items or all versions were asked for.</summary>
    public ItemHistory? History { get; init; }
}
