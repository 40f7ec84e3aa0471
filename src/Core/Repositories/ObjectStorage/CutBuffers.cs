using System.Collections.Concurrent;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>The buffers in which large content is cut, and how many contents are cut at once. Safe for concurrent use.</summary>
internal sealed class CutBuffers : IDisposable
{
    private const int AtOnce = 3;
    private readonly SemaphoreSlim _slots = new(AtOnce);
    private readonly ConcurrentBag<byte[]> _buffers = [];

    /// <summary>Waits for a turn.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => _slots.WaitAsync(cancellationToken);

    /// <summary>Ends the turn.</summary>
    public void Leave() => _slots.Release();

    /// <summary>Takes a buffer.</summary>
    public byte[] Take() => _buffers.TryTake(out byte[]? used) ? used : GC.AllocateUninitializedArray<byte>(BlockCodec.Prefix + FormatParameters.ChunkMaximum);

    /// <summary>Gives it back.</summary>
    public void Return(byte[] buffer) => _buffers.Add(buffer);

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();
}
