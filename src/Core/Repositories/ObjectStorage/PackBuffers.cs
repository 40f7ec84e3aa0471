using System.Collections.Concurrent;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>The buffers of packs being filled and sent: as many as the memory budget allows, made when first needed and then used again.</summary>
internal sealed class PackBuffers : IDisposable
{
    private readonly ConcurrentBag<byte[]> _free = [];
    private readonly SemaphoreSlim _permits;
    private int _waiting;

    /// <summary>Creates the pool.</summary>
    public PackBuffers(long memoryBudget) =>
        _permits = new SemaphoreSlim((int)Math.Clamp(memoryBudget / FormatParameters.PackSize, 2, 16));

    /// <summary>True while somebody waits for one.</summary>
    public bool AreAwaited => Volatile.Read(ref _waiting) > 0;

    /// <summary>Takes a buffer; waits while all are in use.</summary>
    public async ValueTask<byte[]> TakeAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await _permits.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        return _free.TryTake(out byte[]? buffer) ? buffer : GC.AllocateUninitializedArray<byte>(FormatParameters.PackSize);
    }

    /// <summary>Gives a buffer back.</summary>
    public void Return(byte[] buffer)
    {
        _free.Add(buffer);
        _permits.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => _permits.Dispose();
}
