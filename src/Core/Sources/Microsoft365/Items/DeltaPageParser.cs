using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads the frame of a page: value, nextLink, deltaLink. Not for concurrent use.</summary>
internal sealed class DeltaPageParser<T>(ItemParser<T> parseItem)
    where T : class
{
    /// <exception cref="JsonException">Not a page.</exception>
    public DeltaPage<T> Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("A page must be an object.");
        List<T>? items = null;
        string? next = null, delta = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("value"u8))
                items = ReadItems(json, ref reader);
            else if (reader.ValueTextEquals("@odata.nextLink"u8))
                next = ReadText(ref reader);
            else if (reader.ValueTextEquals("@odata.deltaLink"u8))
                delta = ReadText(ref reader);
            else
                reader.Skip();
        }

        if (reader.TokenType != JsonTokenType.EndObject || items is null)
            throw new JsonException("A page must have a value.");
        return new DeltaPage<T>(items, next, delta);
    }

    private List<T> ReadItems(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("A page's value must be an array.");
        var items = new List<T>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            if (parseItem(json, ref reader) is { } item)
                items.Add(item);
        }

        return items;
    }

    private static string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString();
    }
}
