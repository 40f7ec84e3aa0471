namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// Cuts a large message: at the bodies of its attachments, and within them, as anything large is cut, from their beginnings. So an attachment has the same chunks in every message, and base64
/// the chunks of the file it stands for, up to 2 bytes.
/// </summary>
internal sealed class MimeCutter(GearTable gear, CutContent cut, ContentWindow window, byte[] decoded)
{
    // Enough of a body to know whether it is worth chunks of its own.
    private const int Look = 32 << 10;
    private readonly MimeScanner _scanner = new();
    private int _scanned;

    /// <summary>Cuts everything.</summary>
    public async Task CutAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_scanner.TryFindBody(window.Span, ref _scanned))
                await CutBodyAsync(cancellationToken);
            else if (!await ReadMoreAsync(cancellationToken))
                break;
        }

        await cut.CutFirstAsync(window, window.Length, cancellationToken);
    }

    /// <summary>Reads more text; where the window is full, some of it is stored first. False at the end.</summary>
    private async Task<bool> ReadMoreAsync(CancellationToken cancellationToken)
    {
        if (window.Ended)
            return false;
        if (window.IsFull)
        {
            GearState state = default;
            int length = gear.Cut(window.Span[.._scanned], ref state);
            length = length == 0 ? _scanned : length;
            await cut.TakeAsync(window, length, cancellationToken);
            _scanned -= length;
        }

        await window.ReadAsync(cancellationToken);
        return true;
    }

    private async Task CutBodyAsync(CancellationToken cancellationToken)
    {
        if (window.Length - _scanned < Look)
        {
            await MakeRoomAsync(cancellationToken);
            await window.FillAsync(_scanned + Look, cancellationToken);
        }

        if (_scanner.IsBase64 && BeginBase64() is { } lines)
            await CutBase64Async(lines, cancellationToken);
        else if (!_scanner.IsBase64 && IsLong())
            await CutPlainAsync(cancellationToken);
    }

    private async Task MakeRoomAsync(CancellationToken cancellationToken)
    {
        if (_scanned + Look <= FormatParameters.ChunkMaximum)
            return;
        await cut.CutFirstAsync(window, _scanned, cancellationToken);
        _scanned = 0;
    }

    private Base64Lines? BeginBase64()
    {
        ReadOnlySpan<byte> body = window.Span[_scanned..];
        if (Base64Lines.Begin(body) is not { } look)
            return null;
        look.Read(body[..Math.Min(body.Length, Look)], atEnd: false, decoded.AsSpan(BlockCodec.Prefix), out int bytes);
        return bytes >= FormatParameters.DedupMinimum ? Base64Lines.Begin(body) : null;
    }

    private bool IsLong()
    {
        ReadOnlySpan<byte> body = window.Span[_scanned..];
        return body.Length >= FormatParameters.DedupMinimum && _scanner.FindEnd(body[..FormatParameters.DedupMinimum]) < 0;
    }

    private async Task CutBase64Async(Base64Lines lines, CancellationToken cancellationToken)
    {
        await cut.CutFirstAsync(window, _scanned, cancellationToken);
        ChunkForm form = lines.Form;
        GearState state = default;
        int filled = 0;
        while (!lines.Ended || filled > 0)
        {
            int taken = lines.Read(window.Span, window.Ended, decoded.AsSpan(BlockCodec.Prefix + filled), out int bytes);
            window.Drop(taken);
            filled += bytes;
            int length = CutGroups(filled, lines.Ended, ref state);
            if (length == 0)
            {
                await window.ReadAsync(cancellationToken);
                continue;
            }

            await cut.StoreAsync(decoded.AsMemory(0, BlockCodec.Prefix + length), form, cancellationToken);
            decoded.AsSpan(BlockCodec.Prefix + length, filled - length).CopyTo(decoded.AsSpan(BlockCodec.Prefix));
            filled -= length;
            form = form.After(length);
            state = default;
        }

        _scanned = 0;
    }

    /// <summary>The length of the next chunk: whole groups of 3 bytes, so that the next one begins with a group; 0 when more is needed.</summary>
    private int CutGroups(int filled, bool ended, ref GearState state)
    {
        ReadOnlySpan<byte> bytes = decoded.AsSpan(BlockCodec.Prefix, filled);
        int length = gear.Cut(bytes, ref state);
        bool isFull = FormatParameters.ChunkMaximum - filled < ChunkForm.WidthMaximum;
        if (length > 0)
            return CutContent.Settle(Math.Min(filled, (length + 2) / 3 * 3), filled, ended, isFull);
        return ended || isFull ? filled : 0;
    }

    private async Task CutPlainAsync(CancellationToken cancellationToken)
    {
        await cut.CutFirstAsync(window, _scanned, cancellationToken);
        GearState state = default;
        while (true)
        {
            int end = _scanner.FindEnd(window.Span);
            bool ends = end >= 0 || window.Ended;
            // What may be the beginning of the delimiter stays.
            int sure = end >= 0 ? end : window.Ended ? window.Length : Math.Max(0, window.Length - MimeScanner.LineMaximum);
            int length = CutContent.Settle(gear.Cut(window.Span[..sure], ref state), sure, ends, window.IsFull);
            if (length == 0 && !ends && !window.IsFull)
            {
                await window.ReadAsync(cancellationToken);
                continue;
            }

            length = length == 0 ? sure : length;
            await cut.TakeAsync(window, length, cancellationToken);
            state = default;
            if (ends && length == sure)
                break;
        }

        _scanned = 0;
    }
}
