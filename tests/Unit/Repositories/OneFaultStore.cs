using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Tests.Repositories;

/// <summary>Lets one chosen call of a store go wrong in a chosen way.</summary>
internal sealed class OneFaultStore(IObjectStore inner, OneFault fault) : IObjectStore
{
    public StoreCapabilities Capabilities => inner.Capabilities;

    public async Task<PutResult> PutAsync(PutRequest request, CancellationToken cancellationToken)
    {
        CallFault? now = await EnterAsync("put", request.Key, cancellationToken);
        if (now == CallFault.NoSpace)
            throw StoreFault.Full("the test's disk", new IOException());
        // A store that took half of it would not know: the hash and the checksum are still those of the whole.
        PutRequest sent = now == CallFault.Truncation ? request with { Content = request.Content.Slice(0, request.Content.Length / 2) } : request;
        PutResult result = await inner.PutAsync(sent, cancellationToken);
        if (now == CallFault.Repeat)
            result = await inner.PutAsync(sent, cancellationToken);
        return now == CallFault.LostAnswer ? throw Lost(request.Key) : result;
    }

    public async Task<int> ReadAsync(string key, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        CallFault? now = await EnterAsync("read", key, cancellationToken);
        int read = await inner.ReadAsync(key, offset, now == CallFault.Truncation ? buffer[..(buffer.Length / 2)] : buffer, cancellationToken);
        return now == CallFault.LostAnswer ? throw Lost(key) : read;
    }

    public async Task<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        CallFault? now = await EnterAsync("head", key, cancellationToken);
        StoredObject? found = await inner.HeadAsync(key, cancellationToken);
        return now == CallFault.LostAnswer ? throw Lost(key) : found;
    }

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CallFault? now = await EnterAsync("list", prefix, cancellationToken);
        await foreach (StoredObject found in inner.ListAsync(prefix, startAfter, cancellationToken))
            yield return found;
        if (now == CallFault.LostAnswer)
            throw Lost(prefix);
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        CallFault? now = await EnterAsync("delete", key, cancellationToken);
        await inner.DeleteAsync(key, cancellationToken);
        if (now == CallFault.Repeat)
            await inner.DeleteAsync(key, cancellationToken);
        if (now == CallFault.LostAnswer)
            throw Lost(key);
    }

    public Task<ObjectLock?> FindLockAsync(string key, CancellationToken cancellationToken) => inner.FindLockAsync(key, cancellationToken);

    public Task ExtendLockAsync(string key, ObjectLock wanted, CancellationToken cancellationToken) => inner.ExtendLockAsync(key, wanted, cancellationToken);

    public Task<bool> KeepsVersionsAsync(string key, CancellationToken cancellationToken) => inner.KeepsVersionsAsync(key, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static RepositoryException Lost(string key) => StoreFault.Transient(StoreFault.Unreachable("the test's store", key, new IOException()));

    private async Task<CallFault?> EnterAsync(string call, string key, CancellationToken cancellationToken)
    {
        CallFault? now = fault.Enter($"{call} {key}");
        if (now == CallFault.Delay)
            await Task.Delay(150, cancellationToken);
        return now switch
        {
            CallFault.Error => throw Lost(key),
            CallFault.Refusal => throw StoreFault.AccessDenied("the test's store", key, new UnauthorizedAccessException()),
            _ => now,
        };
    }
}
