using System.Globalization;
using System.Text.Json;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Writes a contact as a vCard. Version 3.0 (RFC 2426): the newest one that Outlook, phones and webmail all read.</summary>
internal sealed class ContactCard(EmbeddedContents contents, Stream output)
{
    private readonly ContentLineWriter _lines = new(output);
    private readonly JsonElement _contact = contents.Json.RootElement;

    public async Task WriteAsync(string name, CancellationToken cancellationToken)
    {
        _lines.Line("BEGIN", "VCARD");
        _lines.Line("VERSION", "3.0");
        _lines.Line("PRODID", "-//Veeam365//Backup//EN");
        WriteNames(name);
        WriteWork();
        WriteReachable();
        WriteAddresses();
        WritePrivate();
        await WritePhotoAsync(cancellationToken).ConfigureAwait(false);
        _lines.Text("UID", Text("id"));
        if (_contact.Time("lastModifiedDateTime") is { } modified)
            _lines.Line("REV", modified.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
        _lines.Line("END", "VCARD");
        await _lines.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    // N and FN must be there, even empty.
    private void WriteNames(string name)
    {
        string?[] parts = [Text("surname"), Text("givenName"), Text("middleName"), Text("title"), Text("generation")];
        if (Array.TrueForAll(parts, string.IsNullOrEmpty))
            parts[0] = name;
        _lines.Line("N", string.Join(';', parts.Select(p => ContentLineWriter.Escape(p ?? ""))));
        _lines.Line("FN", ContentLineWriter.Escape(name.Length == 0 ? "(no name)" : name));
        _lines.Text("NICKNAME", Text("nickName"));
        _lines.Text("X-PHONETIC-FIRST-NAME", Text("yomiGivenName"));
        _lines.Text("X-PHONETIC-LAST-NAME", Text("yomiSurname"));
        _lines.Text("X-PHONETIC-ORG", Text("yomiCompanyName"));
        _lines.Text("X-MS-FILE-AS", Text("fileAs"));
        _lines.Text("X-INITIALS", Text("initials"));
    }

    private void WriteWork()
    {
        string?[] organization = string.IsNullOrEmpty(Text("department")) ? [Text("companyName")] : [Text("companyName"), Text("department")];
        _lines.Texts("ORG", ';', organization);
        _lines.Text("TITLE", Text("jobTitle"));
        _lines.Text("ROLE", Text("profession"));
        _lines.Text("X-MS-OFFICE-LOCATION", Text("officeLocation"));
        _lines.Text("X-MS-MANAGER", Text("manager"));
        _lines.Text("X-MS-ASSISTANT", Text("assistantName"));
    }

    private void WriteReachable()
    {
        var isFirst = true;
        foreach (string address in Addresses().Distinct(StringComparer.OrdinalIgnoreCase))
        {
            _lines.Text(isFirst ? "EMAIL;TYPE=INTERNET,PREF" : "EMAIL;TYPE=INTERNET", address);
            isFirst = false;
        }

        foreach (string number in _contact.Texts("businessPhones"))
            _lines.Text("TEL;TYPE=WORK,VOICE", number);
        foreach (string number in _contact.Texts("homePhones"))
            _lines.Text("TEL;TYPE=HOME,VOICE", number);
        _lines.Text("TEL;TYPE=CELL,VOICE", Text("mobilePhone"));
        foreach (string address in _contact.Texts("imAddresses"))
            _lines.Text("IMPP", address);
        if (Text("businessHomePage") is { Length: > 0 } page)
            _lines.Line("URL;TYPE=WORK", ContentLineWriter.Bare(page));
    }

    private IEnumerable<string> Addresses() => _contact.Items("emailAddresses")
        .Concat([_contact.Member("primaryEmailAddress"), _contact.Member("secondaryEmailAddress"), _contact.Member("tertiaryEmailAddress")])
        .Select(a => a.Text("address")).OfType<string>().Where(a => a.Length > 0);

    private void WriteAddresses()
    {
        foreach ((string member, string type) in new[] { ("businessAddress", "WORK"), ("homeAddress", "HOME"), ("otherAddress", "POSTAL") })
        {
            JsonElement address = _contact.Member(member);
            // Post office box and extended address first: the source has neither.
            _lines.Texts($"ADR;TYPE={type}", ';', null, null, address.Text("street"), address.Text("city"), address.Text("state"), address.Text("postalCode"), address.Text("countryOrRegion"));
        }
    }

    private void WritePrivate()
    {
        if (_contact.Time("birthday") is { } birthday)
            _lines.Line("BDAY", birthday.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        _lines.Text("X-MS-SPOUSE", Text("spouseName"));
        foreach (string child in _contact.Texts("children"))
            _lines.Text("X-MS-CHILD", child);
        _lines.Texts("CATEGORIES", ',', _contact.Texts("categories"));
        _lines.Text("NOTE", Text("personalNotes"));
    }

    private async Task WritePhotoAsync(CancellationToken cancellationToken)
    {
        await using FileStream? photo = contents.Open(_contact.Member("photo"));
        if (photo is null)
            return;
        byte[] start = new byte[4];
        int read = await photo.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        photo.Position = 0;
        await _lines.BinaryAsync($"PHOTO;ENCODING=b;TYPE={TypeOf(start.AsSpan(0, read))}", photo, cancellationToken).ConfigureAwait(false);
    }

    private static string TypeOf(ReadOnlySpan<byte> start) => start switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G'] => "PNG",
        [(byte)'G', (byte)'I', (byte)'F', _] => "GIF",
        [(byte)'B', (byte)'M', _, _] => "BMP",
        _ => "JPEG",
    };

    private string? Text(string name) => _contact.Text(name);
}
