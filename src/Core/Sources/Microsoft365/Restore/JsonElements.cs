using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reading what the service told.</summary>
internal static class JsonElements
{
    /// <summary>A text; null when it is none.</summary>
    public static string? Text(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>An object or array; null when it is none.</summary>
    public static JsonElement? Part(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? value : null;

    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.Part(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    public static bool? Flag(this JsonElement json, string name) =>
        json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.True ? true
        : value.ValueKind == JsonValueKind.False ? false : null;

    public static DateTimeOffset? Time(this JsonElement json, string name) =>
        DateTimeOffset.TryParse(json.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time.ToUniversalTime() : null;

    /// <summary>The id that everything of the service has.</summary>
    public static string Id(this JsonElement json) => json.Text("id") is { Length: > 0 } id ? id : throw new JsonException("An object must have an id.");

    /// <summary>The value, to be changed.</summary>
    public static JsonNode? ToNode(this JsonElement json) => JsonNode.Parse(json.GetRawText());

    /// <summary>A time as the service reads them.</summary>
    public static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
