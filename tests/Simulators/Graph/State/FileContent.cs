using System.Buffers;

namespace Veeam365.Simulators.Graph;

/// <summary>The bytes of a file; immutable.</summary>
public abstract class FileContent
{
    private string? _quickXorHash;

    public abstract long Length { get; }

    /// <summary>quickXorHash in base64, computed once.</summary>
    public string QuickXorHash => _quickXorHash ??= ComputeHash();

    /// <summary>Fills the buffer from a position on, as far as there are bytes; returns how many.</summary>
    public abstract int Read(long position, Span<byte> buffer);

    public static FileContent Of(byte[] bytes) => new StoredFileContent(bytes);

    /// <summary>Bytes made up when read, half of them compressible; needs no memory however long it is.</summary>
    public static FileContent Synthetic(long length, int seed) => new SyntheticFileContent(length, seed);

    internal void ReadAll(Action<ReadOnlySpan<byte>> sink)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        int read;
        for (long position = 0; (read = Read(position, buffer)) > 0; position += read)
            sink(buffer.AsSpan(0, read));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private string ComputeHash()
    {
        var hash = new QuickXorHash();
        ReadAll(hash.Append);
        return Convert.ToBase64String(hash.Finish());
    }
}
