using System.Buffers;
using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Collects the members of a JSON object as the source wrote them, byte for byte, without building anything. Reused from item to item.</summary>
internal sealed class PropertiesWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    public void Begin()
    {
        _buffer.ResetWrittenCount();
        _buffer.Write("{"u8);
    }

    /// <summary>Adds a member.</summary>
    /// <param name="name">Its name, as escaped in the source.</param>
    /// <param name="value">Its value's JSON.</param>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _buffer.Write(_buffer.WrittenCount == 1 ? "\""u8 : ",\""u8);
        _buffer.Write(name);
        _buffer.Write("\":"u8);
        _buffer.Write(value);
    }

    public byte[] End()
    {
        _buffer.Write("}"u8);
        return _buffer.WrittenSpan.ToArray();
    }

    /// <summary>The JSON of the value the reader stands on; moves the reader to the value's end.</summary>
    public static ReadOnlySpan<byte> RawValue(ReadOnlySpan<byte> json, scoped ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }
}
