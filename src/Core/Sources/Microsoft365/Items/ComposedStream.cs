using System.Buffers.Text;
using System.Text;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// A JSON content put together while it is read: what is embedded in it (photo, attachments) streams through and is never whole in memory. What cannot be
/// read is left out and told: the member contentMissing stands in its place, with the reason.
/// </summary>
internal sealed class ComposedStream(IEnumerable<EmbeddedPart> parts, Action<SourceItemException, string> tellMissing) : ContentStream
{
    // A multiple of three, so that base64 is padded at the end only.
    private const int PieceSize = 48 * 1024;

    private readonly IEnumerator<EmbeddedPart> _parts = parts.GetEnumerator();
    private byte[]? _piece;
    private ReadOnlyMemory<byte> _ready;
    private Stream? _embedded;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_ready.IsEmpty)
        {
            if (!await AdvanceAsync(cancellationToken).ConfigureAwait(false))
                return 0;
        }

        int count = Math.Min(_ready.Length, buffer.Length);
        _ready[..count].CopyTo(buffer);
        _ready = _ready[count..];
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _embedded?.Dispose();
            _parts.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<bool> AdvanceAsync(CancellationToken cancellationToken)
    {
        if (_embedded is not null)
        {
            _ready = await EncodeAsync(_embedded, cancellationToken).ConfigureAwait(false);
            return true;
        }

        if (!_parts.MoveNext())
            return false;
        EmbeddedPart part = _parts.Current;
        _ready = part.Open is null ? part.Literal : await OpenAsync(part, part.Open, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<ReadOnlyMemory<byte>> OpenAsync(EmbeddedPart part, Func<CancellationToken, Task<Stream?>> open, CancellationToken cancellationToken)
    {
        try
        {
            _embedded = await open(cancellationToken).ConfigureAwait(false);
            return _embedded is null ? default : Join(part.Literal, "\"contentBytes\":\"");
        }
        catch (ItemVanishedException)
        {
            return default;
        }
        catch (SourceItemException e)
        {
            tellMissing(e, part.What);
            return Join(part.Literal, Missing(e) + Encoding.UTF8.GetString(part.Tail.Span));
        }
        catch (SourceException e) when (GraphErrors.CostsOneItem(e))
        {
            var item = new SourceItemException(e.GapReason, e.Message, e);
            tellMissing(item, part.What);
            return Join(part.Literal, Missing(item) + Encoding.UTF8.GetString(part.Tail.Span));
        }
    }

    private async Task<ReadOnlyMemory<byte>> EncodeAsync(Stream embedded, CancellationToken cancellationToken)
    {
        try
        {
            _piece ??= new byte[PieceSize];
            int count = await embedded.ReadAtLeastAsync(_piece, PieceSize, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            byte[] text = new byte[Base64.GetMaxEncodedToUtf8Length(count)];
            Base64.EncodeToUtf8(_piece.AsSpan(0, count), text, out _, out int length);
            if (count == PieceSize)
                return text.AsMemory(0, length);
            await CloseAsync().ConfigureAwait(false);
            return Join(text.AsMemory(0, length), "\"" + Encoding.UTF8.GetString(_parts.Current.Tail.Span));
        }
        catch (SourceItemException e)
        {
            // Cut off for good in the middle: what came stays, marked.
            await CloseAsync().ConfigureAwait(false);
            tellMissing(e, _parts.Current.What);
            return Encoding.UTF8.GetBytes("\"," + Missing(e) + Encoding.UTF8.GetString(_parts.Current.Tail.Span));
        }
    }

    private async ValueTask CloseAsync()
    {
        await _embedded!.DisposeAsync().ConfigureAwait(false);
        _embedded = null;
    }

    private static string Missing(SourceItemException e) => $"\"contentMissing\":\"{e.Reason}\"";

    private static byte[] Join(ReadOnlyMemory<byte> first, string second) => [.. first.Span, .. Encoding.UTF8.GetBytes(second)];
}
