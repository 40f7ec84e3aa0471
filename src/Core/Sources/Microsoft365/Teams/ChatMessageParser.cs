using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads channel messages straight from the answer's bytes. Not for concurrent use.</summary>
internal sealed class ChatMessageParser
{
    private readonly CanonicalJson _canonical = new();

    public ChatMessageRecord Parse(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        _canonical.Begin();
        var told = new ChatMessageRecord();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            told.IsRemoved |= name.SequenceEqual("@removed"u8);
            reader.Read();
            if (name.SequenceEqual("replies"u8))
            {
                ReadReplies(json, ref reader, told);
                continue;
            }

            Take(name, reader, told);
            _canonical.Add(json, name, ref reader);
        }

        if (told.Id.Length == 0)
            throw new JsonException("A message must have an id.");
        told.Json = told.IsRemoved ? [] : _canonical.End(json);
        return told;
    }

    public ChatMessageRecord ParseOne(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return Parse(json, ref reader);
    }

    private static void ReadReplies(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, ChatMessageRecord root)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return;
        var parser = new ChatMessageParser();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            root.Replies.Add(parser.Parse(json, ref reader));
    }

    // The reader comes as a copy: the canonical form reads the value, too.
    private static void Take(ReadOnlySpan<byte> name, Utf8JsonReader value, ChatMessageRecord told)
    {
        if (name.SequenceEqual("body"u8))
            TakeBody(value, told);
        else if (name.SequenceEqual("from"u8))
            told.From = FindSender(value);
        else if (name.SequenceEqual("attachments"u8))
            told.HasAttachments = value.TokenType == JsonTokenType.StartArray && value.Read() && value.TokenType == JsonTokenType.StartObject;
        else if (value.TokenType == JsonTokenType.String)
            TakeText(name, value, told);
    }

    private static void TakeText(ReadOnlySpan<byte> name, Utf8JsonReader value, ChatMessageRecord told)
    {
        if (name.SequenceEqual("id"u8))
            told.Id = value.GetString()!;
        else if (name.SequenceEqual("replyToId"u8))
            told.ReplyTo = value.GetString() is { Length: > 0 } root ? root : null;
        else if (name.SequenceEqual("etag"u8))
            told.ETag = value.GetString()!;
        else if (name.SequenceEqual("subject"u8))
            told.Subject = value.GetString()!;
        else if (name.SequenceEqual("replies@odata.nextLink"u8))
            told.MoreReplies = value.GetString();
        else if (name.SequenceEqual("createdDateTime"u8) && value.TryGetDateTimeOffset(out DateTimeOffset created))
            told.Created = created;
        else if (name.SequenceEqual("lastModifiedDateTime"u8) && value.TryGetDateTimeOffset(out DateTimeOffset modified))
            told.Modified = modified;
        else if (name.SequenceEqual("deletedDateTime"u8) && value.TryGetDateTimeOffset(out DateTimeOffset deleted))
            told.Deleted = deleted;
    }

    private static void TakeBody(Utf8JsonReader value, ChatMessageRecord told)
    {
        if (value.TokenType != JsonTokenType.StartObject)
            return;
        while (value.Read() && value.TokenType == JsonTokenType.PropertyName)
        {
            bool isContent = value.ValueTextEquals("content"u8), isType = value.ValueTextEquals("contentType"u8);
            value.Read();
            if (isContent && value.TokenType == JsonTokenType.String)
                told.Text = value.GetString()!;
            else if (isType)
                told.IsHtml = value.TokenType == JsonTokenType.String && value.ValueTextEquals("html"u8);
            value.Skip();
        }
    }

    /// <summary>A user, an application or a device: the first of them that is told.</summary>
    private static string? FindSender(Utf8JsonReader value)
    {
        if (value.TokenType != JsonTokenType.StartObject)
            return null;
        string? name = null;
        while (value.Read() && value.TokenType == JsonTokenType.PropertyName)
        {
            value.Read();
            if (value.TokenType == JsonTokenType.StartObject)
                name ??= FindName(value);
            value.Skip();
        }

        return name;
    }

    private static string? FindName(Utf8JsonReader identity)
    {
        while (identity.Read() && identity.TokenType == JsonTokenType.PropertyName)
        {
            bool isName = identity.ValueTextEquals("displayName"u8);
            identity.Read();
            if (isName)
                return identity.TokenType == JsonTokenType.String ? identity.GetString() : null;
            identity.Skip();
        }

        return null;
    }
}
