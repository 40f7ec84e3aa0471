using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads members of answers, tolerant of what is missing.</summary>
internal static class ElementReading
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static string? Text(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <exception cref="JsonException">There is none.</exception>
    public static string Id(this JsonElement json) => json.Text("id") is { Length: > 0 } id ? id : throw new JsonException("What the service lists must have an id.");

    public static bool Flag(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    public static bool Has(this JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    public static JsonElement Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) ? value : default;

    /// <summary>A time; one without an offset, as events have them, is UTC.</summary>
    public static DateTimeOffset? Time(this JsonElement json, string name) =>
        DateTimeOffset.TryParse(json.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time.ToUniversalTime() : null;

    /// <summary>The name in an identity set: of a user, or else of whatever it is.</summary>
    public static string? Identity(this JsonElement json, string name)
    {
        JsonElement set = json.Member(name);
        if (set.Member("user").Text("displayName") is { } user)
            return user;
        return set.ValueKind == JsonValueKind.Object ? set.EnumerateObject().Select(p => p.Value.Text("displayName")).FirstOrDefault(n => n is not null) : null;
    }

    /// <summary>The object always written the same way (see <see cref="CanonicalJson"/>).</summary>
    /// <param name="json">The object.</param>
    /// <param name="without">Members left out: those that change without the object changing.</param>
    public static byte[] Canonical(this JsonElement json, params ReadOnlySpan<string> without)
    {
        using var buffer = new MemoryStream();
        using var writer = new Utf8JsonWriter(buffer, Options);
        writer.WriteStartObject();
        foreach (JsonProperty member in json.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            if (member.Name.Contains('@', StringComparison.Ordinal) || without.Contains(member.Name))
                continue;
            writer.WritePropertyName(member.Name);
            member.Value.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.ToArray();
    }
}
