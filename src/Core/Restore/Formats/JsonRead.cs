using System.Globalization;
using System.Text.Json;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Reads members of stored JSON that may be missing, null or of another kind than they should be.</summary>
internal static class JsonRead
{
    public static JsonElement Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) ? value : default;

    public static string? Text(this JsonElement json, string name)
    {
        JsonElement value = json.Member(name);
        return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    public static bool Flag(this JsonElement json, string name) => json.Member(name).ValueKind == JsonValueKind.True;

    public static int? Number(this JsonElement json, string name)
    {
        JsonElement value = json.Member(name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : null;
    }

    public static DateTimeOffset? Time(this JsonElement json, string name) =>
        DateTimeOffset.TryParse(json.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? time : null;

    public static IEnumerable<JsonElement> Items(this JsonElement json, string name)
    {
        JsonElement value = json.Member(name);
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
    }

    public static IEnumerable<string> Texts(this JsonElement json, string name) =>
        json.Items(name).Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!).Where(t => t.Length > 0);
}
