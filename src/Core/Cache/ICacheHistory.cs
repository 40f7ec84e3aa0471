namespace Veeam365.Backup.Core.Cache;

/// <summary>All that a cache holds across restore points, object by object: what data validation compares the repository with.</summary>
public interface ICacheHistory
{
    /// <summary>The restore points of all jobs.</summary>
    IAsyncEnumerable<CachedPoint> ListPointsAsync(CancellationToken cancellationToken);

    /// <summary>The objects of committed restore points, with the cache's numbers for them.</summary>
    IAsyncEnumerable<CachedObject> ListObjectsAsync(CancellationToken cancellationToken);

    /// <summary>The heads of an object that restore points hold, oldest first.</summary>
    IAsyncEnumerable<CachedHead> ListHeadsAsync(CachedObject target, CancellationToken cancellationToken);

    /// <summary>Every version of every item of an object, in no particular order.</summary>
    IAsyncEnumerable<HeldVersion> ListVersionsAsync(long objectId, CancellationToken cancellationToken);
}
