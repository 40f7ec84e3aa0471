using System.Text;

namespace Veeam365.Backup.Core.Cache;

/// <summary>Reads what <see cref="SpanWriter"/> wrote.</summary>
internal ref struct SpanReader(ReadOnlySpan<byte> buffer)
{
    private readonly ReadOnlySpan<byte> _buffer = buffer;

    public int Position { get; private set; }

    public byte ReadByte() => _buffer[Position++];

    public ulong ReadNumber()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }

    public string ReadText() => Encoding.UTF8.GetString(Take((int)ReadNumber()));

    public ReadOnlySpan<byte> Take(int length)
    {
        ReadOnlySpan<byte> taken = _buffer.Slice(Position, length);
        Position += length;
        return taken;
    }
}
