using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads messages straight from the answer's bytes. Not for concurrent use.</summary>
internal sealed class MessageParser
{
    private readonly PropertiesWriter _properties = new();
    private readonly RecipientParser _recipients = new();

    public MessageRecord Parse(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        _properties.Begin();
        _recipients.Begin();
        var message = new MessageRecord();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            ReadMember(json, ref reader, message);
        if (message.Id.Length == 0)
            throw new JsonException("A message must have an id.");
        message.To = _recipients.End();
        message.Properties = _properties.End();
        return message;
    }

    public MessageRecord ParseOne(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return Parse(json, ref reader);
    }

    private void ReadMember(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, MessageRecord message)
    {
        ReadOnlySpan<byte> name = reader.ValueSpan;
        reader.Read();
        if (name[0] == (byte)'@')
        {
            // Annotations change from request to request; only the removal mark means something.
            message.IsRemoved |= name.SequenceEqual("@removed"u8);
            reader.Skip();
            return;
        }

        Utf8JsonReader value = reader;
        _properties.Add(name, PropertiesWriter.RawValue(json, ref reader));
        Take(name, ref value, message);
    }

    private void Take(ReadOnlySpan<byte> name, ref Utf8JsonReader value, MessageRecord message)
    {
        if (value.TokenType == JsonTokenType.Null)
            return;
        if (name.SequenceEqual("id"u8))
            message.Id = value.GetString()!;
        else if (name.SequenceEqual("changeKey"u8))
            message.ChangeKey = value.GetString()!;
        else if (name.SequenceEqual("parentFolderId"u8))
            message.FolderId = value.GetString();
        else if (name.SequenceEqual("subject"u8))
            message.Subject = value.GetString()!;
        else if (name.SequenceEqual("from"u8))
            message.From = RecipientParser.One(ref value);
        else if (name.SequenceEqual("sender"u8))
            message.Sender = RecipientParser.One(ref value);
        else if (name.SequenceEqual("toRecipients"u8) || name.SequenceEqual("ccRecipients"u8) || name.SequenceEqual("bccRecipients"u8))
            _recipients.Add(ref value);
        else if (name.SequenceEqual("receivedDateTime"u8))
            message.Received = Time(ref value);
        else if (name.SequenceEqual("createdDateTime"u8))
            message.Created = Time(ref value);
        else if (value.TokenType == JsonTokenType.True)
            message.Flags |= Flag(name);
    }

    private static ItemFlags Flag(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("isRead"u8))
            return ItemFlags.IsRead;
        if (name.SequenceEqual("isDraft"u8))
            return ItemFlags.IsDraft;
        return name.SequenceEqual("hasAttachments"u8) ? ItemFlags.HasAttachments : ItemFlags.None;
    }

    private static DateTimeOffset? Time(ref Utf8JsonReader value) =>
        value.TokenType == JsonTokenType.String && value.TryGetDateTimeOffset(out DateTimeOffset time) ? time : null;
}
