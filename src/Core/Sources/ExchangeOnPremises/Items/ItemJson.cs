using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml.Linq;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>Writes one JSON object; members without a value are left out. Texts may hold anything: half surrogates, which no UTF-8 can hold, are replaced.</summary>
internal sealed class ItemJson : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new(2048);

    public ItemJson()
    {
        Writer = new Utf8JsonWriter(_buffer, Options);
        Writer.WriteStartObject();
    }

    public Utf8JsonWriter Writer { get; }

    public static string Clean(string text) => text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0 ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    public void Text(string name, string? value)
    {
        if (value is not null)
            Writer.WriteString(name, Clean(value));
    }

    public void Flag(string name, bool value) => Writer.WriteBoolean(name, value);

    public void Number(string name, long value) => Writer.WriteNumber(name, value);

    public void Time(string name, DateTimeOffset? value) => Text(name, value?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    public void Texts(string name, IEnumerable<string?> values)
    {
        Writer.WriteStartArray(name);
        foreach (string value in values.OfType<string>())
            Writer.WriteStringValue(Clean(value));
        Writer.WriteEndArray();
    }

    public void Object(string name, Action write)
    {
        Writer.WriteStartObject(name);
        write();
        Writer.WriteEndObject();
    }

    /// <summary>People in a list: { emailAddress: { name, address } }.</summary>
    public void People(string name, XElement? mailboxes)
    {
        if (mailboxes is null)
            return;
        Writer.WriteStartArray(name);
        foreach (XElement mailbox in mailboxes.Elements(EwsNames.Types + "Mailbox"))
        {
            Writer.WriteStartObject();
            Person(mailbox);
            Writer.WriteEndObject();
        }
        Writer.WriteEndArray();
    }

    /// <summary>One person, where there is one.</summary>
    public void Person(string name, XElement? holder)
    {
        if (holder?.Element(EwsNames.Types + "Mailbox") is { } mailbox)
            Object(name, () => Person(mailbox));
    }

    public void Person(XElement mailbox) => Object("emailAddress", () =>
    {
        Text("name", mailbox.Text("Name"));
        Text("address", mailbox.Text("EmailAddress"));
    });

    public byte[] End()
    {
        Writer.WriteEndObject();
        Writer.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    public void Dispose() => Writer.Dispose();
}
