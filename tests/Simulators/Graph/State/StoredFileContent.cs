namespace Veeam365.Simulators.Graph;

internal sealed class StoredFileContent(byte[] bytes) : FileContent
{
    public override long Length => bytes.Length;

    public override int Read(long position, Span<byte> buffer)
    {
        if (position >= bytes.Length)
            return 0;
        var piece = bytes.AsSpan((int)position);
        piece = piece[..Math.Min(piece.Length, buffer.Length)];
        piece.CopyTo(buffer);
        return piece.Length;
    }
}
