namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>
/// A place for objects: a folder or a bucket. The contract that every store and decorator keeps (one conformance suite holds them to it):
/// <list type="bullet">
/// <item>Keys are those that <see cref="StoreKey.Check"/> accepts; anything else is an <see cref="ArgumentException"/>.</item>
/// <item>An object appears whole or not at all, and once a put returned it survives a power cut. A put that fails leaves the old object or none.</item>
/// <item>What a put or delete did is seen by every later read and list.</item>
/// <item>A put whose bytes do not have the given SHA-256 on arrival fails, where the store can tell.</item>
/// <item>Errors are <see cref="Model.RepositoryException"/>, <see cref="Model.StoreFullException"/> and <see cref="StoreObjectMissingException"/>; cancellation is
/// <see cref="OperationCanceledException"/>. An exception that <see cref="StoreFault.IsTransient"/> knows is worth another try.</item>
/// <item>All members may be called at the same time.</item>
/// </list>
/// </summary>
internal interface IObjectStore : IAsyncDisposable
{
    /// <summary>What it was found to be able to do.</summary>
    StoreCapabilities Capabilities { get; }

    /// <summary>Stores an object; replaces one that exists unless the request says not to.</summary>
    Task<PutResult> PutAsync(PutRequest request, CancellationToken cancellationToken);

    /// <summary>Fills the buffer from the given offset on; fewer bytes than asked for are returned only where the object ends, 0 at or past its end.</summary>
    /// <exception cref="StoreObjectMissingException">There is no such object.</exception>
    Task<int> ReadAsync(string key, long offset, Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Size and, where the store keeps one, checksum of an object; null when there is none.</summary>
    Task<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken);

    /// <summary>The objects whose keys begin with the prefix and are greater than <paramref name="startAfter"/>, in ordinal order of their keys, as a stream.</summary>
    /// <param name="prefix">Empty for all, or ends with a slash.</param>
    /// <param name="startAfter">A key, existing or not; null for the start.</param>
    /// <param name="cancellationToken">Stops it.</param>
    IAsyncEnumerable<StoredObject> ListAsync(string prefix, string? startAfter, CancellationToken cancellationToken);

    /// <summary>Removes an object with all its versions; one that is not there is no error.</summary>
    /// <exception cref="Model.RepositoryException">Repository.ObjectLocked: it is locked and stays.</exception>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>An object's lock; null for none. Stores that lock nothing need not implement it.</summary>
    /// <exception cref="StoreObjectMissingException">There is no such object.</exception>
    Task<ObjectLock?> FindLockAsync(string key, CancellationToken cancellationToken) => Task.FromResult<ObjectLock?>(null);

    /// <summary>Locks an object, or lengthens its lock. A lock that ends later already is left as it is.</summary>
    /// <exception cref="StoreObjectMissingException">There is no such object.</exception>
    /// <exception cref="Model.RepositoryException">The store does not lock objects, or refuses to.</exception>
    Task ExtendLockAsync(string key, ObjectLock wanted, CancellationToken cancellationToken) => throw StoreFault.CannotLock("This store");

    /// <summary>True when the store was seen to keep versions of this object, which exists.</summary>
    Task<bool> KeepsVersionsAsync(string key, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>Gives the room that deleted objects left back to the disk, where that does not happen by itself.</summary>
    /// <param name="progress">Told of each file before it is written anew.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <returns>The bytes that the disk got back.</returns>
    Task<long> CompactAsync(Action<string> progress, CancellationToken cancellationToken) => Task.FromResult(0L);
}
