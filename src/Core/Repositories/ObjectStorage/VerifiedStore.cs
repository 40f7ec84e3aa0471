using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Puts objects and believes it only when it sees them: compares the store's checksum, or reads back what it holds.</summary>
/// <param name="store">Where.</param>
/// <param name="ready">Awaited before each put; null for nothing to wait for.</param>
internal sealed class VerifiedStore(IObjectStore store, Func<CancellationToken, Task>? ready = null)
{
    private const int Attempts = 3;
    private long _bytesWritten;

    /// <summary>Bytes sent so far.</summary>
    public long BytesWritten => Interlocked.Read(ref _bytesWritten);

    /// <summary>Stores an object under a key that nobody else writes; sends it again when what arrived is not what was sent.</summary>
    /// <exception cref="RepositoryException">It did not arrive whole in three attempts, or the store refused it.</exception>
    public async Task PutAsync(PutRequest request, CancellationToken cancellationToken)
    {
        if (ready is not null)
            await ready(cancellationToken);
        for (int attempt = 1; ; attempt++)
        {
            if (await TryPutAsync(request, cancellationToken) && await HoldsAsync(request, cancellationToken))
                return;
            if (attempt == Attempts)
                throw StoreFault.ArrivedDamaged(request.Key);
        }
    }

    /// <summary>Puts if absent; an object that is there and has our bytes is ours (a first try whose answer was lost).</summary>
    /// <returns>False when another writer's object is there.</returns>
    public async Task<bool> PutIfAbsentAsync(PutRequest request, CancellationToken cancellationToken)
    {
        if (!store.Capabilities.ConditionalPut && await store.HeadAsync(request.Key, cancellationToken) is not null)
            return await HoldsAsync(request, cancellationToken);
        PutResult result = await store.PutAsync(request with { IfAbsent = true }, cancellationToken);
        bool ours = await HoldsAsync(request, cancellationToken);
        if (result == PutResult.Stored && !ours)
            throw StoreFault.ArrivedDamaged(request.Key);
        if (ours)
            Interlocked.Add(ref _bytesWritten, request.Content.Length);
        return ours;
    }

    private async Task<bool> TryPutAsync(PutRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _bytesWritten, request.Content.Length);
        try
        {
            await store.PutAsync(request, cancellationToken);
            return true;
        }
        catch (RepositoryException e) when (StoreFault.IsArrivedDamaged(e))
        {
            return false;
        }
    }

    private async Task<bool> HoldsAsync(PutRequest request, CancellationToken cancellationToken)
    {
        StoredObject? found = store.Capabilities.StoredChecksum ? await store.HeadAsync(request.Key, cancellationToken) : null;
        if (found?.Hash is { } hash)
            return found.Size == request.Content.Length && hash == request.Hash;
        // By a sum and not byte for byte with the memory it was sent from: that may have changed after the sum was made.
        return await store.ChecksumAsync(request.Key, cancellationToken) == (request.Content.Length, request.Checksum);
    }
}
