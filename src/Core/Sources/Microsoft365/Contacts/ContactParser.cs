using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads contacts straight from the answer's bytes. Not for concurrent use.</summary>
internal sealed class ContactParser
{
    private readonly CanonicalJson _canonical = new();

    public ContactRecord Parse(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        _canonical.Begin();
        var contact = new ContactRecord();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            contact.IsRemoved |= name.SequenceEqual("@removed"u8);
            reader.Read();
            Take(name, reader, contact);
            _canonical.Add(json, name, ref reader);
        }

        if (contact.Id.Length == 0)
            throw new JsonException("A contact must have an id.");
        contact.Json = contact.IsRemoved ? [] : _canonical.End(json);
        return contact;
    }

    public ContactRecord ParseOne(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return Parse(json, ref reader);
    }

    // The reader comes as a copy: the canonical form reads the value, too.
    private static void Take(ReadOnlySpan<byte> name, Utf8JsonReader value, ContactRecord contact)
    {
        if (name.SequenceEqual("emailAddresses"u8))
        {
            contact.Address ??= FirstAddress(value);
            return;
        }

        if (value.TokenType != JsonTokenType.String)
            return;
        if (name.SequenceEqual("id"u8))
            contact.Id = value.GetString()!;
        else if (name.SequenceEqual("changeKey"u8))
            contact.ChangeKey = value.GetString()!;
        else if (name.SequenceEqual("parentFolderId"u8))
            contact.FolderId = value.GetString();
        else if (name.SequenceEqual("displayName"u8))
            contact.DisplayName = value.GetString()!;
        else if (name.SequenceEqual("fileAs"u8))
            contact.FileAs = value.GetString()!;
        else if (name.SequenceEqual("companyName"u8))
            contact.Company = value.GetString()!;
        else if (name.SequenceEqual("createdDateTime"u8) && value.TryGetDateTimeOffset(out DateTimeOffset created))
            contact.Created = created;
        else if (name.SequenceEqual("lastModifiedDateTime"u8) && value.TryGetDateTimeOffset(out DateTimeOffset modified))
            contact.Modified = modified;
    }

    private static string? FirstAddress(Utf8JsonReader value)
    {
        if (value.TokenType != JsonTokenType.StartArray || !value.Read() || value.TokenType != JsonTokenType.StartObject)
            return null;
        return RecipientParser.One(ref value);
    }
}
