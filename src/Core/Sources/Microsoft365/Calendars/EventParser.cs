using System.Text;
using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads events straight from the answer's bytes. Not for concurrent use.</summary>
internal sealed class EventParser
{
    private readonly CanonicalJson _canonical = new();
    private readonly RecipientParser _recipients = new();

    public EventRecord Parse(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        _canonical.Begin();
        _recipients.Begin();
        var told = new EventRecord();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            ReadMember(json, ref reader, told);
        if (told.Id.Length == 0)
            throw new JsonException("An event must have an id.");
        told.Attendees = _recipients.End();
        told.Json = told.IsRemoved ? [] : _canonical.End(json);
        // Pictures within the text do not count as attachments for the service.
        told.HasAttachments |= told.Json.AsSpan().IndexOf("cid:"u8) >= 0;
        told.Exceptions.Sort(static (a, b) => string.CompareOrdinal(a.Id, b.Id));
        return told;
    }

    public EventRecord ParseOne(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return Parse(json, ref reader);
    }

    private void ReadMember(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, EventRecord told)
    {
        ReadOnlySpan<byte> name = reader.ValueSpan;
        told.IsRemoved |= name.SequenceEqual("@removed"u8);
        reader.Read();
        if (name.SequenceEqual("exceptionOccurrences"u8))
        {
            ReadExceptions(json, ref reader, told);
        }
        else if (name.SequenceEqual("calendar"u8))
        {
            told.FolderId = ReadId(reader);
            reader.Skip();
        }
        else
        {
            Take(name, reader, told);
            _canonical.Add(json, name, ref reader);
        }
    }

    private static void ReadExceptions(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, EventRecord series)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return;
        var parser = new EventParser();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            series.Exceptions.Add(parser.Parse(json, ref reader));
    }

    // The reader comes as a copy: the canonical form reads the value, too.
    private void Take(ReadOnlySpan<byte> name, Utf8JsonReader value, EventRecord told)
    {
        if (name.SequenceEqual("organizer"u8))
            told.Organizer = value.TokenType == JsonTokenType.StartObject ? RecipientParser.One(ref value) : null;
        else if (name.SequenceEqual("attendees"u8) && value.TokenType == JsonTokenType.StartArray)
            _recipients.Add(ref value);
        else if (name.SequenceEqual("hasAttachments"u8))
            told.HasAttachments = value.TokenType == JsonTokenType.True;
        else if (value.TokenType == JsonTokenType.String)
            TakeText(name, value, told);
    }

    private static void TakeText(ReadOnlySpan<byte> name, Utf8JsonReader value, EventRecord told)
    {
        if (name.SequenceEqual("id"u8))
            told.Id = value.GetString()!;
        else if (name.SequenceEqual("changeKey"u8))
            told.ChangeKey = value.GetString()!;
        else if (name.SequenceEqual("@odata.etag"u8) && told.ChangeKey.Length == 0)
            told.ChangeKey = ChangeKeyOf(value.GetString()!);
        else if (name.SequenceEqual("seriesMasterId"u8))
            told.SeriesId = value.GetString();
        else if (name.SequenceEqual("subject"u8))
            told.Subject = value.GetString()!;
        else if (name.SequenceEqual("createdDateTime"u8) && value.TryGetDateTimeOffset(out DateTimeOffset created))
            told.Created = created;
        else if (name.SequenceEqual("lastModifiedDateTime"u8) && value.TryGetDateTimeOffset(out DateTimeOffset modified))
            told.Modified = modified;
    }

    /// <summary>A delta may leave the changeKey out; the etag is made of it: W/"key".</summary>
    private static string ChangeKeyOf(string etag) => etag.StartsWith("W/", StringComparison.Ordinal) ? etag[2..].Trim('"') : etag.Trim('"');

    private static string? ReadId(Utf8JsonReader value)
    {
        if (value.TokenType != JsonTokenType.StartObject)
            return null;
        while (value.Read() && value.TokenType == JsonTokenType.PropertyName)
        {
            bool isId = value.ValueTextEquals("id"u8);
            value.Read();
            if (isId)
                return Encoding.UTF8.GetString(value.ValueSpan);
            value.Skip();
        }

        return null;
    }
}
