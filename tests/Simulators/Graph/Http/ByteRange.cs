using System.Globalization;

namespace Veeam365.Simulators.Graph;

/// <summary>One range of bytes, both ends included (RFC 9110, 14.1.2).</summary>
internal readonly record struct ByteRange(long From, long To)
{
    public long Length => To - From + 1;

    /// <summary>Null when nothing of it can be served.</summary>
    public static ByteRange? Parse(string header, long length)
    {
        if (!header.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase))
            return null;
        var parts = header["bytes=".Length..].Split('-');
        if (parts.Length != 2)
            return null;
        var hasFrom = long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from);
        var hasTo = long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var to);
        if (!hasFrom && !hasTo)
            return null;
        if (!hasFrom)
            return to == 0 || length == 0 ? null : new ByteRange(Math.Max(0, length - to), length - 1);
        var last = hasTo ? Math.Min(to, length - 1) : length - 1;
        return from > last ? null : new ByteRange(from, last);
    }
}
