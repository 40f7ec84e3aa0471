using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A content too large for memory: handed on as it comes, resumed after a cut connection.</summary>
internal abstract class ResumingStream : ContentStream
{
    private const int MaxResumesWithoutProgress = 5;

    private readonly PooledBody _head;
    private GraphResponse? _rest;
    private int _headPosition;
    private int _resumes;
    private bool _ended;

    protected ResumingStream(FetchedContent start)
    {
        _head = start.Head;
        _rest = start.Rest;
    }

    /// <summary>Bytes handed on so far.</summary>
    protected long Delivered { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ended || buffer.IsEmpty)
            return 0;
        int read = _headPosition < _head.Length ? ReadHead(buffer.Span) : await ReadRestAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (read > 0)
        {
            Delivered += read;
            Observe(buffer.Span[..read]);
            return read;
        }

        _ended = true;
        _rest?.Dispose();
        _rest = null;
        await CompleteAsync(cancellationToken).ConfigureAwait(false);
        return 0;
    }

    /// <summary>Opens the content again, positioned behind what was delivered; null when it ends there.</summary>
    protected abstract Task<GraphResponse?> ResumeAsync(CancellationToken cancellationToken);

    /// <summary>Sees every byte once, in order.</summary>
    protected abstract void Observe(ReadOnlySpan<byte> data);

    /// <summary>After the last byte: checks, and throws if what was delivered is wrong.</summary>
    protected abstract Task CompleteAsync(CancellationToken cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _head.Dispose();
            _rest?.Dispose();
        }

        base.Dispose(disposing);
    }

    private int ReadHead(Span<byte> buffer)
    {
        ReadOnlySpan<byte> left = _head.Span[_headPosition..];
        int count = Math.Min(left.Length, buffer.Length);
        left[..count].CopyTo(buffer);
        _headPosition += count;
        return count;
    }

    private async Task<int> ReadRestAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (_rest is not null)
        {
            try
            {
                int read = await _rest.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                _resumes = 0;
                return read;
            }
            catch (Exception e) when (BrokenBody.Is(e, cancellationToken))
            {
                await ReopenAsync(e, cancellationToken).ConfigureAwait(false);
            }
        }

        return 0;
    }

    private async Task ReopenAsync(Exception cause, CancellationToken cancellationToken)
    {
        _rest?.Dispose();
        _rest = null;
        if (++_resumes > MaxResumesWithoutProgress)
            throw new SourceItemException(GapReason.SourceError, "The connection was cut again and again while the content was read.", cause);
        _rest = await ResumeAsync(cancellationToken).ConfigureAwait(false);
    }
}
