using System.Buffers.Text;
using System.Globalization;

namespace Veeam365.Simulators.Graph;

/// <summary>Writes UTF-8 into an array that is large enough.</summary>
internal ref struct SpanWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    public int Position { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _buffer[..Position];

    public readonly Span<byte> Free => _buffer[Position..];

    public void Advance(int count) => Position += count;

    public void Clear() => Position = 0;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer[Position..]);
        Position += bytes.Length;
    }

    public void Write(int value)
    {
        Utf8Formatter.TryFormat(value, _buffer[Position..], out var written);
        Position += written;
    }

    /// <summary>A date as RFC 5322 wants it.</summary>
    public void Write(DateTimeOffset date)
    {
        date.TryFormat(_buffer[Position..], out var written, "ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture);
        Position += written;
        Write(" +0000"u8);
    }

    public void WriteHex(ulong value)
    {
        value.TryFormat(_buffer[Position..], out var written, "x16", CultureInfo.InvariantCulture);
        Position += written;
    }

    public readonly void Capitalise(int position)
    {
        if (_buffer[position] is >= (byte)'a' and <= (byte)'z')
            _buffer[position] -= 32;
    }
}
