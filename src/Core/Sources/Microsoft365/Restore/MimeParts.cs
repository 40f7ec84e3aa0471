using System.Text;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Finds the leaves of a MIME message (RFC 2046, 5.1) in one pass, line by line, however long it is. Messages within it are leaves. Used once.</summary>
internal sealed class MimeParts
{
    // Longer lines are no delimiters and no header lines that matter.
    private const int LongestLine = 16 * 1024;
    private const int LongestHeader = 64 * 1024;
    private const int MostLevels = 30;

    private readonly List<byte[]> _boundaries = [];
    private readonly StringBuilder _header = new();
    private long _partStart = -1;
    private long _bodyStart = -1;
    private MimeFields? _fields;

    public List<MimePart> Leaves { get; } = [];

    public async Task ReadAsync(Stream mime, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        var line = new byte[LongestLine];
        int length = 0;
        long position = 0, lineStart = 0;
        for (int read; (read = await mime.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            for (int i = 0; i < read; i++, position++)
            {
                if (length < line.Length)
                    line[length++] = buffer[i];
                if (buffer[i] != '\n')
                    continue;
                TakeLine(line.AsSpan(0, length), lineStart, position + 1);
                length = 0;
                lineStart = position + 1;
            }
        }

        if (length > 0)
            TakeLine(line.AsSpan(0, length), lineStart, position);
    }

    private void TakeLine(ReadOnlySpan<byte> line, long start, long next)
    {
        if (FindBoundary(line) is { } level)
            TakeDelimiter(line, level, start);
        else if (_bodyStart < 0)
            TakeHeaderLine(line, next);
    }

    private int? FindBoundary(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("--"u8))
            return null;
        for (int level = _boundaries.Count - 1; level >= 0; level--)
        {
            if (line[2..].StartsWith(_boundaries[level]))
                return level;
        }

        return null;
    }

    private void TakeDelimiter(ReadOnlySpan<byte> line, int level, long start)
    {
        EndPart(start);
        _boundaries.RemoveRange(level + 1, _boundaries.Count - level - 1);
        bool isLast = line[(2 + _boundaries[level].Length)..].StartsWith("--"u8);
        if (isLast)
            _boundaries.RemoveAt(level);
        _header.Clear();
        _fields = null;
        _partStart = isLast ? -1 : start;
        // Behind the last delimiter there is nothing that belongs to anything.
        _bodyStart = isLast ? start : -1;
    }

    private void TakeHeaderLine(ReadOnlySpan<byte> line, long next)
    {
        if (!line.TrimEnd("\r\n"u8).IsEmpty)
        {
            if (_header.Length < LongestHeader)
                _header.Append(Encoding.Latin1.GetString(line));
            return;
        }

        _bodyStart = next;
        _fields = new MimeFields(_header.ToString());
        if (_fields.Value("Content-Type").StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) && _fields.Parameter("Content-Type", "boundary") is { Length: > 0 } boundary && _boundaries.Count < MostLevels)
        {
            _boundaries.Add(Encoding.Latin1.GetBytes(boundary));
            _fields = null;
            _partStart = -1;
        }
    }

    private void EndPart(long end)
    {
        if (_partStart >= 0 && _bodyStart >= 0 && _fields is { } fields)
            Leaves.Add(new MimePart(_partStart, _bodyStart, end, fields));
    }
}
