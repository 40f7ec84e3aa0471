using System.Collections.Concurrent;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>The buffers of packs being filled and sent: as many as the memory budget allows, made when first needed and then used again.</summary>
internal sealed class PackBuffers : IDisposable
{
    private readonly ConcurrentBag<byte[]> _free = [];
    private readonly SemaphoreSlim _permits;
    private readonly int _size;
    private int _waiting;

    /// <summary>Creates the pool.</summary>
    /// <param name="memoryBudget">Bytes of all buffers together.</param>
    /// <param name="size">Bytes of each.</param>
    public PackBuffers(long memoryBudget, int size = FormatParameters.PackSize)
    {
        _size = size;
        Count = (int)Math.Clamp(memoryBudget / size, 2, 16);
        _permits = new SemaphoreSlim(Count);
    }

    /// <summary>For a store that keeps packs by year: more and smaller ones, so that several years' packs can be filled side by side.</summary>
    public static PackBuffers ByYear(long memoryBudget) => new(Math.Max(memoryBudget, 64L << 20), FormatParameters.PackSize / 2);

    /// <summary>How many there may be.</summary>
    public int Count { get; }

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

        return _free.TryTake(out byte[]? buffer) ? buffer : GC.AllocateUninitializedArray<byte>(_size);
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
