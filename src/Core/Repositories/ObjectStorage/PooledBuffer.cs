using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A growing buffer of pooled memory with the format's number and string codings. Not safe for concurrent use.</summary>
internal sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes;

    /// <summary>Creates an empty one.</summary>
    public PooledBuffer(int capacity = 4096) => _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>What was written, to change it.</summary>
    public Span<byte> MutableSpan => _bytes.AsSpan(0, Length);

    /// <summary>Forgets what was written from there on.</summary>
    public void Truncate(int length) => Length = length;

    /// <inheritdoc/>
    public void Advance(int count) => Length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(Length);
    }

    /// <summary>Writes one byte.</summary>
    public void Byte(byte value)
    {
        Ensure(1);
        _bytes[Length++] = value;
    }

    /// <summary>Writes bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> value)
    {
        Ensure(value.Length);
        value.CopyTo(_bytes.AsSpan(Length));
        Length += value.Length;
    }

    /// <summary>Writes 4 bytes, little-endian.</summary>
    public void Fixed32(uint value)
    {
        Ensure(4);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(Length), value);
        Length += 4;
    }

    /// <summary>Writes 7 bits a byte, lowest first, the top bit telling that more follow.</summary>
    public void Varint(ulong value)
    {
        Ensure(10);
        while (value >= 0x80)
        {
            _bytes[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[Length++] = (byte)value;
    }

    /// <summary>Writes a signed number: zigzag, then as a varint.</summary>
    public void Signed(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Writes the length and the bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        Varint((ulong)value.Length);
        Raw(value);
    }

    /// <summary>Writes a string: twice its length in bytes and UTF-8; or, when it is no valid UTF-16 and UTF-8 would lose something, that plus one and UTF-16.</summary>
    public void Text(string value)
    {
        int room = Encoding.UTF8.GetMaxByteCount(value.Length);
        Ensure(10 + room);
        int size = SizeOfUtf8(value);
        if (size < 0)
        {
            WideText(value);
            return;
        }

        Varint((ulong)size << 1);
        Length += Encoding.UTF8.GetBytes(value, _bytes.AsSpan(Length));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        byte[] bytes = Interlocked.Exchange(ref _bytes, []);
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
        Length = 0;
    }

    private static int SizeOfUtf8(string value)
    {
        if (Ascii.IsValid(value))
            return value.Length;
        for (int i = 0; i < value.Length; i++)
        {
            if (!char.IsSurrogate(value[i]))
                continue;
            if (!char.IsHighSurrogate(value[i]) || i + 1 == value.Length || !char.IsLowSurrogate(value[i + 1]))
                return -1;
            i++;
        }

        return Encoding.UTF8.GetByteCount(value);
    }

    private void WideText(string value)
    {
        Varint(((ulong)value.Length * 2 << 1) | 1);
        Ensure(value.Length * 2);
        foreach (char c in value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(Length), c);
            Length += 2;
        }
    }

    private void Ensure(int more)
    {
        if (_bytes.Length - Length >= more)
            return;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + more, Math.Min(_bytes.Length * 2, Array.MaxLength)));
        Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
