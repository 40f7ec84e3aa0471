using System.Buffers;
using System.Collections.Concurrent;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Buffers for blocks. Large ones come in one size just above a power of two, which the shared pool would round up to the double. Safe for concurrent use.</summary>
internal sealed class BlockBuffers
{
    private const int Shared = 1 << 20;
    private const int Large = BlockCodec.Prefix + FormatParameters.ChunkMaximum;
    private readonly ConcurrentBag<byte[]> _free = [];

    /// <summary>A buffer of at least that many bytes.</summary>
    public byte[] Rent(int length) => length switch
    {
        <= Shared => ArrayPool<byte>.Shared.Rent(length),
        <= Large => _free.TryTake(out byte[]? used) ? used : GC.AllocateUninitializedArray<byte>(Large),
        _ => GC.AllocateUninitializedArray<byte>(length),
    };

    /// <summary>Gives it back.</summary>
    public void Return(byte[] buffer)
    {
        if (buffer.Length == Large)
            _free.Add(buffer);
        else if (buffer.Length <= Shared)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
