using System.Text;

namespace Veeam365.Backup.Core.Cache;

/// <summary>Writes small numbers and text into a span that is large enough.</summary>
internal ref struct SpanWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    public int Length { get; private set; }

    public void WriteByte(byte value) => _buffer[Length++] = value;

    /// <summary>Seven bits a byte, lowest first; at most ten bytes.</summary>
    public void WriteNumber(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            WriteByte((byte)(value | 0x80));
        WriteByte((byte)value);
    }

    public void WriteText(string text, int utf8Length)
    {
        WriteNumber((ulong)utf8Length);
        Encoding.UTF8.GetBytes(text, Take(utf8Length));
    }

    public Span<byte> Take(int length)
    {
        Span<byte> taken = _buffer.Slice(Length, length);
        Length += length;
        return taken;
    }
}
