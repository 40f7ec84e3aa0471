using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Parses what comes in small numbers through <see cref="JsonElement"/>.</summary>
internal static class ElementParser
{
    public static ItemParser<T> Of<T>(Func<JsonElement, T?> read)
        where T : class => (ReadOnlySpan<byte> _, ref Utf8JsonReader reader) => read(JsonElement.ParseValue(ref reader));

    public static JsonParser<T> OfOne<T>(Func<JsonElement, T> read) => json =>
    {
        var reader = new Utf8JsonReader(json);
        return read(JsonElement.ParseValue(ref reader));
    };
}
