using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads posts straight from the answer's bytes. Not for concurrent use.</summary>
internal sealed class PostParser
{
    private readonly CanonicalJson _canonical = new();

    public PostRecord Parse(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        _canonical.Begin();
        var post = new PostRecord();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            reader.Read();
            Take(name, reader, post);
            _canonical.Add(json, name, ref reader);
        }

        if (post.Id.Length == 0)
            throw new JsonException("A post must have an id.");
        post.Json = _canonical.End(json);
        // Pictures within the text do not count as attachments for the service.
        post.HasAttachments |= post.Json.AsSpan().IndexOf("cid:"u8) >= 0;
        return post;
    }

    // The reader comes as a copy: the canonical form reads the value, too.
    private static void Take(ReadOnlySpan<byte> name, Utf8JsonReader value, PostRecord post)
    {
        if (name.SequenceEqual("from"u8))
            post.From = value.TokenType == JsonTokenType.StartObject ? RecipientParser.One(ref value) : null;
        else if (name.SequenceEqual("hasAttachments"u8))
            post.HasAttachments = value.TokenType == JsonTokenType.True;
        else if (value.TokenType == JsonTokenType.String)
            TakeText(name, value, post);
    }

    private static void TakeText(ReadOnlySpan<byte> name, Utf8JsonReader value, PostRecord post)
    {
        if (name.SequenceEqual("id"u8))
            post.Id = value.GetString()!;
        else if (name.SequenceEqual("changeKey"u8))
            post.ChangeKey = value.GetString()!;
        else if (name.SequenceEqual("createdDateTime"u8) && value.TryGetDateTimeOffset(out DateTimeOffset created))
            post.Created = created;
        else if (name.SequenceEqual("receivedDateTime"u8) && value.TryGetDateTimeOffset(out DateTimeOffset received))
            post.Received = received;
    }
}
