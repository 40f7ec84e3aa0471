namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A whole content in a rented array, given back when disposed.</summary>
internal sealed class InlineContentStream(PooledBody body) : ContentStream
{
    private int _position;

    public override long Length => body.Length;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    // In memory already, so reading at once waits for nothing.
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        ReadOnlySpan<byte> left = body.Span[_position..];
        int count = Math.Min(left.Length, buffer.Length);
        left[..count].CopyTo(buffer);
        _position += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            body.Dispose();
        base.Dispose(disposing);
    }
}
