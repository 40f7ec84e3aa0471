using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Veeam365.Backup.Core.Restore;

/// <summary>
/// Writes the content lines that vCard (RFC 2426) and iCalendar (RFC 5545) share: folded at 75 octets without cutting a character, ended by CRLF. Whatever a
/// value holds stays within it: line breaks and separators are escaped, other control characters dropped.
/// </summary>
internal sealed class ContentLineWriter(Stream output)
{
    private const int LongestLine = 75;
    private const int PieceSize = 48 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);

    /// <summary>A line whose value is written as it is, but for control characters.</summary>
    public void Line(string name, string value)
    {
        var column = 0;
        Put($"{name}:{value}", ref column);
        _buffer.Write("\r\n"u8);
    }

    /// <summary>A line with text; none when there is no text.</summary>
    public void Text(string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            Line(name, Escape(text));
    }

    /// <summary>A line with several texts between which the separator stands; none when all are empty.</summary>
    public void Texts(string name, char separator, params IEnumerable<string?> texts)
    {
        string[] escaped = [.. texts.Select(t => Escape(t ?? ""))];
        if (Array.Exists(escaped, e => e.Length > 0))
            Line(name, string.Join(separator, escaped));
    }

    /// <summary>A line with binary content in base64.</summary>
    public async Task BinaryAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        var column = 0;
        Put($"{name}:", ref column);
        byte[] piece = new byte[PieceSize];
        byte[] text = new byte[Base64.GetMaxEncodedToUtf8Length(PieceSize)];
        int count;
        do
        {
            // A multiple of three, so that padding comes at the end only.
            count = await content.ReadAtLeastAsync(piece, PieceSize, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            Base64.EncodeToUtf8(piece.AsSpan(0, count), text, out _, out int length);
            foreach (byte b in text.AsSpan(0, length))
                Put(new Rune((char)b), ref column);
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        while (count == PieceSize);
        _buffer.Write("\r\n"u8);
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(_buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        _buffer.ResetWrittenCount();
    }

    /// <summary>Text as RFC 5545 3.3.11 and RFC 2426 4 want it.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' or ';' or ',':
                    escaped.Append('\\').Append(text[i]);
                    break;
                case '\r' when i + 1 < text.Length && text[i + 1] == '\n':
                    break;
                case '\r' or '\n' or '\u0085' or '\u2028' or '\u2029':
                    escaped.Append("\\n");
                    break;
                case '\t':
                    escaped.Append(' ');
                    break;
                default:
                    escaped.Append(text[i]);
                    break;
            }
        }

        return escaped.ToString();
    }

    /// <summary>A parameter's value, quoted. It cannot hold a quote: an apostrophe stands for it.</summary>
    public static string Quote(string value) => $"\"{OneLine(value).Replace('"', '\'')}\"";

    /// <summary>A value that may hold neither white space nor line breaks: an address, a URL.</summary>
    public static string Bare(string value)
    {
        var bare = new StringBuilder(value.Length);
        foreach (Rune rune in value.EnumerateRunes())
        {
            if (!Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
                bare.Append(rune.ToString());
        }

        return bare.ToString();
    }

    private static string OneLine(string value) => string.Join(' ', value.Split(['\r', '\n', '\u0085', '\u2028', '\u2029'], StringSplitOptions.RemoveEmptyEntries));

    private void Put(string text, ref int column)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!Rune.IsControl(rune))
                Put(rune, ref column);
        }
    }

    private void Put(Rune rune, ref int column)
    {
        if (column + rune.Utf8SequenceLength > LongestLine)
        {
            _buffer.Write("\r\n "u8);
            column = 1;
        }

        int length = rune.EncodeToUtf8(_buffer.GetSpan(4));
        _buffer.Advance(length);
        column += length;
    }
}
