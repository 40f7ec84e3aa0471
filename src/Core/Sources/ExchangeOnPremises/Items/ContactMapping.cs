using System.Xml.Linq;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>A contact (or a personal distribution list) in the words of Microsoft Graph.</summary>
internal static class ContactMapping
{
    private static readonly XNamespace T = EwsNames.Types;

    public static byte[] Json(XElement contact)
    {
        using var json = new ItemJson();
        ItemMapping.WriteCommon(json, contact);
        foreach ((string name, string element) in new[]
        {
            ("displayName", "DisplayName"), ("fileAs", "FileAs"), ("givenName", "GivenName"), ("initials", "Initials"), ("middleName", "MiddleName"), ("nickName", "Nickname"), ("surname", "Surname"),
            ("generation", "Generation"), ("companyName", "CompanyName"), ("department", "Department"), ("jobTitle", "JobTitle"), ("officeLocation", "OfficeLocation"), ("profession", "Profession"),
            ("businessHomePage", "BusinessHomePage"), ("assistantName", "AssistantName"), ("manager", "Manager"), ("spouseName", "SpouseName"),
        })
            json.Text(name, contact.Text(element));
        json.Text("title", contact.Element(T + "CompleteName")?.Text("Title"));
        json.Time("birthday", contact.Time("Birthday"));
        json.Text("personalNotes", contact.Text("Body"));
        json.Texts("children", contact.Element(T + "Children")?.Elements().Select(c => c.Value) ?? []);
        json.Texts("imAddresses", Entries(contact, "ImAddresses").Select(e => e.Value));
        WriteAddresses(json, contact);
        json.Texts("businessPhones", Phones(contact, "BusinessPhone"));
        json.Texts("homePhones", Phones(contact, "HomePhone"));
        json.Text("mobilePhone", Phones(contact, "MobilePhone").FirstOrDefault());
        WritePlaces(json, contact);
        json.Text("exchange", ItemXml.Of(contact));
        return json.End();
    }

    public static ItemVersion Version(XElement contact, string id, string? parentKey, byte[] json) => new()
    {
        Key = id,
        Kind = ItemKind.Contact,
        ParentKey = parentKey,
        Name = ItemJson.Clean(Array.Find([contact.Text("DisplayName"), contact.Text("FileAs"), contact.Text("CompanyName"), Address(contact)], n => !string.IsNullOrWhiteSpace(n)) ?? ""),
        CreatedAt = contact.Time("DateTimeCreated"),
        ModifiedAt = contact.Time("LastModifiedTime"),
        VersionTag = VersionTag.Of(contact.ChangeKey(), json).ToString(),
        From = Address(contact) is { } address ? ItemJson.Clean(address) : null,
    };

    private static string? Address(XElement contact) => Entries(contact, "EmailAddresses").Select(e => e.Value).FirstOrDefault(a => a.Length > 0);

    private static IEnumerable<XElement> Entries(XElement contact, string name) => contact.Element(T + name)?.Elements(T + "Entry") ?? [];

    // BusinessPhone, BusinessPhone2
    private static IEnumerable<string> Phones(XElement contact, string key) =>
        Entries(contact, "PhoneNumbers").Where(e => e.Attribute("Key")?.Value is { } k && (k == key || k == key + "2") && e.Value.Length > 0).Select(e => e.Value);

    private static void WriteAddresses(ItemJson json, XElement contact)
    {
        json.Writer.WriteStartArray("emailAddresses");
        foreach (XElement entry in Entries(contact, "EmailAddresses").Where(e => e.Value.Length > 0))
        {
            json.Writer.WriteStartObject();
            json.Text("name", entry.Attribute("Name")?.Value ?? entry.Value);
            json.Text("address", entry.Value);
            json.Writer.WriteEndObject();
        }
        json.Writer.WriteEndArray();
    }

    private static void WritePlaces(ItemJson json, XElement contact)
    {
        foreach (XElement place in Entries(contact, "PhysicalAddresses"))
        {
            if (place.Attribute("Key")?.Value is not ("Business" or "Home" or "Other"))
                continue;
            json.Object(Words.Lower(place.Attribute("Key")!.Value) + "Address", () =>
            {
                json.Text("street", place.Text("Street"));
                json.Text("city", place.Text("City"));
                json.Text("state", place.Text("State"));
                json.Text("countryOrRegion", place.Text("CountryOrRegion"));
                json.Text("postalCode", place.Text("PostalCode"));
            });
        }
    }
}
