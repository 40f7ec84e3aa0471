using System.Buffers;
using System.Buffers.Text;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// Reads a run of base64 lines of one width, piece by piece, into the bytes they stand for. Takes only what <see cref="ChunkForm.Encode"/> makes again exactly; where that ends, the run ends.
/// The separator behind a line is taken together with the next line, so that what follows the run keeps its own.
/// </summary>
internal sealed class Base64Lines
{
    // Stripped, decoded and compared while it is in the processor's cache.
    private const int Piece = 48 << 10;
    private readonly int _separator;
    private bool _begun;

    private Base64Lines(ChunkForm form)
    {
        Form = form;
        _separator = form.Crlf ? 2 : 1;
    }

    /// <summary>How the lines look; of the next byte to come.</summary>
    public ChunkForm Form { get; private set; }

    /// <summary>True when nothing more of what follows belongs to the run.</summary>
    public bool Ended { get; private set; }

    /// <summary>Looks at the first line, which must be there whole; null when it is no line of base64 (which the bytes in it may still show it not to be).</summary>
    public static Base64Lines? Begin(ReadOnlySpan<byte> text)
    {
        int end = text[..Math.Min(text.Length, ChunkForm.WidthMaximum + 2)].IndexOf((byte)'\n');
        if (end < 1)
            return null;
        bool crlf = text[end - 1] == '\r';
        ChunkForm form = new(crlf ? end - 1 : end, crlf, 0);
        return form.IsBase64 && form.IsValid ? new Base64Lines(form) : null;
    }

    /// <summary>Reads as many lines as are there and fit.</summary>
    /// <param name="text">What comes next.</param>
    /// <param name="atEnd">True when nothing follows it.</param>
    /// <param name="bytes">Receives the bytes.</param>
    /// <param name="written">How many there are.</param>
    /// <returns>How much of the text they stand for; with 0 bytes written and not at the run's end, more text is needed.</returns>
    public int Read(ReadOnlySpan<byte> text, bool atEnd, Span<byte> bytes, out int written)
    {
        byte[] characters = ArrayPool<byte>.Shared.Rent(Piece + ChunkForm.WidthMaximum);
        try
        {
            written = 0;
            int taken = 0;
            int count;
            do
            {
                taken += ReadLines(text[taken..], characters, bytes[written..], out count);
                written += count;
            }
            while (count > 0 && !Ended);
            if (!Ended)
                taken += ReadLast(text[taken..], atEnd, bytes[written..], ref written);
            return taken;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(characters);
        }
    }

    /// <summary>Reads full lines that are followed by a separator.</summary>
    private int ReadLines(ReadOnlySpan<byte> text, byte[] characters, Span<byte> bytes, out int written)
    {
        written = 0;
        int width = Form.Width;
        int skip = _begun ? _separator : 0;
        if (skip > 0 && !StartsWithSeparator(text))
            return 0;
        int lines = Strip(text, skip, characters, Math.Min(Piece / width, bytes.Length / (width / 4 * 3)));
        int whole = DecodeLines(characters.AsSpan(0, lines * width), lines, bytes, out written);
        Ended |= whole < lines;
        return whole == 0 ? 0 : skip + (whole * (width + _separator)) - _separator;
    }

    private int Strip(ReadOnlySpan<byte> text, int at, Span<byte> characters, int most)
    {
        int width = Form.Width;
        int lines = 0;
        while (lines < most && at + width + _separator <= text.Length && StartsWithSeparator(text[(at + width)..]))
        {
            text.Slice(at, width).CopyTo(characters[(lines * width)..]);
            at += width + _separator;
            lines++;
        }

        return lines;
    }

    /// <summary>Decodes as many of the lines as are base64, and remembers them as read.</summary>
    private int DecodeLines(ReadOnlySpan<byte> characters, int lines, Span<byte> bytes, out int written)
    {
        int valid = characters.Length;
        for (int whole = lines; whole > 0; whole = Math.Min(whole - 1, valid / Form.Width))
        {
            if (TryDecode(characters[..(whole * Form.Width)], bytes, out written, out valid))
            {
                Advance(written);
                return whole;
            }
        }

        written = 0;
        return 0;
    }

    /// <summary>The last line may be shorter, and nothing need follow it.</summary>
    private int ReadLast(ReadOnlySpan<byte> text, bool atEnd, Span<byte> bytes, ref int written)
    {
        int skip = _begun ? _separator : 0;
        bool isWhole = text.Length >= skip + Form.Width + _separator;
        if (!atEnd && !isWhole && text[Math.Min(skip, text.Length)..].IndexOf((byte)'\n') < 0)
            return 0;
        if (skip > 0 && !StartsWithSeparator(text))
            return End();
        ReadOnlySpan<byte> line = text[skip..];
        int length = line[..Math.Min(line.Length, Form.Width + 1)].IndexOfAny((byte)'\r', (byte)'\n');
        if (length < 0)
            length = line.Length;
        if (length is 0 || length > Form.Width || length % 4 != 0)
            return End();
        if (bytes.Length < length / 4 * 3)
            return 0;
        if (!TryDecode(line[..length], bytes, out int last, out _))
            return End();
        written += last;
        Advance(last);
        Ended = true;
        return skip + length;
    }

    private int End()
    {
        Ended = true;
        return 0;
    }

    /// <summary>Whitespace would be skipped, and unused bits of the last character ignored: so what came out is encoded again and compared.</summary>
    /// <param name="characters">Whole groups of 4.</param>
    /// <param name="bytes">Receives the bytes.</param>
    /// <param name="written">How many.</param>
    /// <param name="valid">When it is no base64: a number of characters that all trouble lies behind.</param>
    private static bool TryDecode(ReadOnlySpan<byte> characters, Span<byte> bytes, out int written, out int valid)
    {
        OperationStatus status = Base64.DecodeFromUtf8(characters, bytes, out valid, out written);
        bool decoded = status == OperationStatus.Done && valid == characters.Length;
        int same = SameAgain(bytes[..written], characters);
        valid = Math.Min(valid, same);
        return decoded && same == characters.Length;
    }

    /// <summary>How many characters of the encoding of the bytes are those.</summary>
    private static int SameAgain(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> characters)
    {
        const int Step = 3072;
        Span<byte> again = stackalloc byte[Step / 3 * 4];
        int same = 0;
        for (int at = 0; at < bytes.Length; at += Step)
        {
            Base64.EncodeToUtf8(bytes.Slice(at, Math.Min(Step, bytes.Length - at)), again, out _, out int count);
            int common = again[..count].CommonPrefixLength(characters[same..]);
            same += common;
            if (common < count)
                break;
        }

        return same;
    }

    private void Advance(int bytes)
    {
        // Padding ends the run: the bytes behind it would not follow on.
        Ended |= bytes % 3 != 0;
        Form = Form.After(bytes);
        _begun = true;
    }

    private bool StartsWithSeparator(ReadOnlySpan<byte> text) => Form.Crlf ? text.StartsWith("\r\n"u8) : !text.IsEmpty && text[0] == '\n';
}
