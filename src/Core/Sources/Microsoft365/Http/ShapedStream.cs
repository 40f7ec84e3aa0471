namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The body of an answer, read no faster than the shaper lets it; the connection slows the service down.</summary>
internal sealed class ShapedStream(Stream body, IDownloadShaper shaper, RequestAttempt attempt) : Stream
{
    // Small enough that streams which share a low rate go on evenly.
    private const int MostAtOnce = 32 * 1024;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await body.ReadAsync(buffer.Length > MostAtOnce ? buffer[..MostAtOnce] : buffer, cancellationToken).ConfigureAwait(false);
        ValueTask turn = shaper.ReceivedAsync(read, cancellationToken);
        if (turn.IsCompletedSuccessfully)
            return read;
        attempt.Pause();
        await turn.ConfigureAwait(false);
        attempt.Restart();
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Answers are read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            body.Dispose();
        base.Dispose(disposing);
    }
}
