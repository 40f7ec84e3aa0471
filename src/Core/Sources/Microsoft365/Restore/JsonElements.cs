using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What writing needs beyond <see cref="ElementReading"/>.</summary>
internal static class JsonElements
{
    /// <summary>An object or array; null when it is none.</summary>
    public static JsonElement? Part(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? value : null;

    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.Part(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>The value, to be changed.</summary>
    public static JsonNode? ToNode(this JsonElement json) => JsonNode.Parse(json.GetRawText());

    /// <summary>A time as the service reads them.</summary>
    public static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
