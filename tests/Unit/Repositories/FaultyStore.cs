using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Tests.Repositories;

/// <summary>Lets a test look at every call of a store before it happens, and change puts.</summary>
internal sealed class FaultyStore(IObjectStore inner) : IObjectStore
{
    /// <summary>Called before each call with its name and key; may throw.</summary>
    public Action<string, string>? Before { get; set; }

    /// <summary>Called after each put that went through; may throw, as if the answer was lost.</summary>
    public Action<string>? AfterPut { get; set; }

    /// <summary>Changes a put on its way.</summary>
    public Func<PutRequest, PutRequest>? Damage { get; set; }

    public StoreCapabilities Capabilities => inner.Capabilities;

    public async Task<PutResult> PutAsync(PutRequest request, CancellationToken cancellationToken)
    {
        Before?.Invoke("put", request.Key);
        PutResult result = await inner.PutAsync(Damage?.Invoke(request) ?? request, cancellationToken);
        AfterPut?.Invoke(request.Key);
        return result;
    }

    public async Task<int> ReadAsync(string key, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        Before?.Invoke("read", key);
        return await inner.ReadAsync(key, offset, buffer, cancellationToken);
    }

    public async Task<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        Before?.Invoke("head", key);
        return await inner.HeadAsync(key, cancellationToken);
    }

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Before?.Invoke("list", prefix);
        await foreach (StoredObject found in inner.ListAsync(prefix, startAfter, cancellationToken))
            yield return found;
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        Before?.Invoke("delete", key);
        await inner.DeleteAsync(key, cancellationToken);
    }

    public async Task<ObjectLock?> FindLockAsync(string key, CancellationToken cancellationToken)
    {
        Before?.Invoke("findlock", key);
        return await inner.FindLockAsync(key, cancellationToken);
    }

    public async Task ExtendLockAsync(string key, ObjectLock wanted, CancellationToken cancellationToken)
    {
        Before?.Invoke("lock", key);
        await inner.ExtendLockAsync(key, wanted, cancellationToken);
    }

    public Task<bool> KeepsVersionsAsync(string key, CancellationToken cancellationToken) => inner.KeepsVersionsAsync(key, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
