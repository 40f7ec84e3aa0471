using System.Buffers;

namespace Veeam365.Simulators.Graph;

/// <summary>MIME bytes on loan; generated ones lie in a pooled array that goes back on dispose.</summary>
internal readonly struct MimeLease(ReadOnlyMemory<byte> bytes, byte[]? rented) : IDisposable
{
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public void Dispose()
    {
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }
}
