using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads attachments of a list. Not for concurrent use.</summary>
internal sealed class AttachmentParser
{
    private readonly CanonicalJson _canonical = new();

    public AttachmentRecord Parse(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        _canonical.Begin();
        string id = "", type = "";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && name.SequenceEqual("id"u8))
                id = reader.GetString()!;
            else if (reader.TokenType == JsonTokenType.String && name.SequenceEqual("@odata.type"u8))
                type = reader.GetString()!;
            // What the service sends without being asked is read apart, whatever its size.
            if (name.SequenceEqual("contentBytes"u8))
                reader.Skip();
            else
                _canonical.Add(json, name, ref reader);
        }

        return id.Length > 0 ? new AttachmentRecord(id, type, _canonical.End(json)) : throw new JsonException("An attachment must have an id.");
    }
}
