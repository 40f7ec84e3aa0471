using System.Buffers;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A decoded block in pooled memory; whoever holds it counts, and the last one gives the memory back.</summary>
internal sealed class DecodedBlock(byte[] buffer, int length)
{
    private int _holders = 1;

    /// <summary>Its length.</summary>
    public int Length { get; } = length;

    /// <summary>The bytes; only while held.</summary>
    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, Length);

    /// <summary>Holds it once more; false when nobody does any more.</summary>
    public bool TryHold()
    {
        int holders = Volatile.Read(ref _holders);
        while (holders > 0)
        {
            int found = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (found == holders)
                return true;
            holders = found;
        }

        return false;
    }

    /// <summary>Lets go of it.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
