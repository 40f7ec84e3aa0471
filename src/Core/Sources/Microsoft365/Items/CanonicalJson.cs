using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Writes an object of the source always the same way, so that an unchanged one has an unchanged hash however it was asked for: its members sorted by name,
/// no white space, no annotations of its own (`@odata.etag`, `calendar@odata.navigationLink`), which change from request to request. Values stay as they are.
/// Reused from item to item; not for concurrent use.
/// </summary>
internal sealed class CanonicalJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly List<Member> _members = [];
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    public void Begin() => _members.Clear();

    /// <summary>Adds the member that the reader stands on the value of; moves the reader to the value's end.</summary>
    public void Add(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, scoped ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        if (!name.Contains((byte)'@'))
            _members.Add(new Member(name.ToArray(), start, (int)reader.BytesConsumed - start));
    }

    public byte[] End(ReadOnlySpan<byte> json)
    {
        _members.Sort(static (a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
        _buffer.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(_buffer, Options);
        writer.WriteStartObject();
        foreach (Member member in _members)
        {
            writer.WritePropertyName(member.Name);
            Copy(json.Slice(member.Start, member.Length), writer);
        }

        writer.WriteEndObject();
        writer.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    private static void Copy(ReadOnlySpan<byte> value, Utf8JsonWriter writer)
    {
        var reader = new Utf8JsonReader(value);
        while (reader.Read())
            CopyToken(ref reader, writer);
    }

    private static void CopyToken(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                writer.WriteEndArray();
                break;
            case JsonTokenType.PropertyName when reader.ValueIsEscaped:
                writer.WritePropertyName(reader.GetString()!);
                break;
            case JsonTokenType.PropertyName:
                writer.WritePropertyName(reader.ValueSpan);
                break;
            case JsonTokenType.String when reader.ValueIsEscaped:
                writer.WriteStringValue(reader.GetString());
                break;
            case JsonTokenType.String:
                writer.WriteStringValue(reader.ValueSpan);
                break;
            default:
                writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }

    private readonly record struct Member(byte[] Name, int Start, int Length);
}
