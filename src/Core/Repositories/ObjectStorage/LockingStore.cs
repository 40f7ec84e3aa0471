using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Locks what a repository with immutability writes: packs, index, segments, restore points, and what they are opened with. Nothing else knows of it.</summary>
internal sealed class LockingStore(IObjectStore inner, ImmutabilityPolicy policy, TimeProvider clock) : IObjectStore
{
    /// <inheritdoc/>
    public StoreCapabilities Capabilities => inner.Capabilities;

    /// <inheritdoc/>
    public Task<PutResult> PutAsync(PutRequest request, CancellationToken cancellationToken) =>
        inner.PutAsync(RepositoryLayout.IsNeededToRead(request.Key) ? request with { Lock = LockWindow.At(policy, clock.GetUtcNow()) } : request, cancellationToken);

    /// <inheritdoc/>
    public Task<int> ReadAsync(string key, long offset, Memory<byte> buffer, CancellationToken cancellationToken) => inner.ReadAsync(key, offset, buffer, cancellationToken);

    /// <inheritdoc/>
    public Task<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken) => inner.HeadAsync(key, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, string? startAfter, CancellationToken cancellationToken) => inner.ListAsync(prefix, startAfter, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    /// <inheritdoc/>
    public Task<ObjectLock?> FindLockAsync(string key, CancellationToken cancellationToken) => inner.FindLockAsync(key, cancellationToken);

    /// <inheritdoc/>
    public Task ExtendLockAsync(string key, ObjectLock wanted, CancellationToken cancellationToken) => inner.ExtendLockAsync(key, wanted, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> KeepsVersionsAsync(string key, CancellationToken cancellationToken) => inner.KeepsVersionsAsync(key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
