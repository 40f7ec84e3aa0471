using System.Text;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// Looks for the bodies of attachments in a message (RFC 2045, 2046), line by line and in bounded memory. A line that begins with "--" is taken for a delimiter and what follows it, up to
/// a blank line, for a part's header; so parts within parts need no stack. A wrong guess costs deduplication, never bytes.
/// </summary>
internal sealed class MimeScanner
{
    /// <summary>The longest line that is looked at; longer ones are neither headers nor delimiters.</summary>
    public const int LineMaximum = 2000;

    // A boundary has at most 70 characters (RFC 2046, 5.1.1), and two hyphens stand before it.
    private const int DelimiterMaximum = 72;
    private readonly byte[] _delimiter = new byte[DelimiterMaximum];
    private int _delimiterLength;
    private bool _inHeader = true;
    private bool _inLongLine;
    private bool _isBase64;
    private bool _isAttachment;

    /// <summary>True when the body that was found says that it is base64.</summary>
    public bool IsBase64 => _isBase64;

    /// <summary>The line that ends the body that was found begins so; empty when none was seen.</summary>
    public ReadOnlySpan<byte> Delimiter => _delimiter.AsSpan(0, _delimiterLength);

    /// <summary>Goes on to the next body.</summary>
    /// <param name="data">What there is.</param>
    /// <param name="position">Where to go on; then where the body begins, or, when there is none, where the first line begins that is not there whole.</param>
    /// <returns>True when a body begins at the position.</returns>
    public bool TryFindBody(ReadOnlySpan<byte> data, ref int position)
    {
        while (position < data.Length)
        {
            if (!_inHeader && !TrySkipToDelimiter(data, ref position))
                return false;
            int length = data[position..].IndexOf((byte)'\n');
            if (length < 0)
            {
                SkipLongLine(data, ref position);
                return false;
            }

            ReadOnlySpan<byte> line = data.Slice(position, length).TrimEnd((byte)'\r');
            position += length + 1;
            bool isRest = _inLongLine;
            _inLongLine = false;
            if (!isRest && line.Length <= LineMaximum && Take(line))
                return true;
        }

        return false;
    }

    /// <summary>Where the body that was found ends: behind the line break before its delimiter (which belongs to the delimiter, but nobody relies on that here).</summary>
    /// <param name="data">The body's beginning and what follows it.</param>
    /// <returns>Negative when the end is not there.</returns>
    public int FindEnd(ReadOnlySpan<byte> data)
    {
        if (_delimiterLength == 0)
            return -1;
        Span<byte> wanted = stackalloc byte[1 + DelimiterMaximum];
        wanted[0] = (byte)'\n';
        Delimiter.CopyTo(wanted[1..]);
        int found = data.IndexOf(wanted[..(1 + _delimiterLength)]);
        return found < 0 ? found : found + 1;
    }

    /// <summary>Outside headers only lines that begin with "--" matter.</summary>
    private bool TrySkipToDelimiter(ReadOnlySpan<byte> data, ref int position)
    {
        ReadOnlySpan<byte> rest = data[position..];
        if (!_inLongLine && "--"u8.StartsWith(rest[..Math.Min(rest.Length, 2)]))
            return rest.Length >= 2;
        int found = rest.IndexOf("\n--"u8);
        if (found >= 0)
        {
            _inLongLine = false;
            position += found + 1;
            return true;
        }

        // What may be the beginning of a delimiter stays.
        int kept = rest.EndsWith("\n-"u8) ? 1 : 0;
        _inLongLine = kept == 0 && !rest.EndsWith("\n"u8);
        position = data.Length - kept;
        return false;
    }

    private void SkipLongLine(ReadOnlySpan<byte> data, ref int position)
    {
        if (data.Length - position <= LineMaximum && !_inLongLine)
            return;
        _inLongLine = true;
        position = data.Length;
    }

    /// <summary>Takes a line of a header, or a delimiter; true when a body that matters follows.</summary>
    private bool Take(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("--"u8))
        {
            BeginHeader(line);
            return false;
        }

        if (!_inHeader)
            return false;
        if (line.IsEmpty)
        {
            _inHeader = false;
            return _isBase64 || _isAttachment;
        }

        if (StartsWith(line, "content-transfer-encoding:"u8))
            _isBase64 = Contains(line, "base64"u8);
        else if (StartsWith(line, "content-disposition:"u8))
            _isAttachment = Contains(line, "attachment"u8);
        return false;
    }

    private void BeginHeader(ReadOnlySpan<byte> line)
    {
        _inHeader = true;
        _isBase64 = false;
        _isAttachment = false;
        _delimiterLength = Math.Min(line.Length, DelimiterMaximum);
        line[.._delimiterLength].CopyTo(_delimiter);
    }

    private static bool StartsWith(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) => line.Length >= name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name);

    private static bool Contains(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word)
    {
        for (int i = 0; i + word.Length <= Math.Min(line.Length, 200); i++)
        {
            if (Ascii.EqualsIgnoreCase(line.Slice(i, word.Length), word))
                return true;
        }

        return false;
    }
}
