using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What a backup needs to know of a user.</summary>
internal sealed record DirectoryUser(string Id, string? DisplayName, string? UserPrincipalName, string? Mail, bool IsEnabled, bool IsGuest, bool IsLicensed)
{
    /// <summary>The properties to ask for.</summary>
    public static string[] Properties { get; } = ["id", "displayName", "userPrincipalName", "mail", "accountEnabled", "userType", "assignedLicenses"];

    /// <summary>Reads a user; null when it has no id.</summary>
    public static DirectoryUser? Read(JsonElement json) => Text(json, "id") is { Length: > 0 } id
        ? new DirectoryUser(
            id,
            Text(json, "displayName"),
            Text(json, "userPrincipalName"),
            Text(json, "mail"),
            IsEnabled: !(json.TryGetProperty("accountEnabled", out JsonElement enabled) && enabled.ValueKind == JsonValueKind.False),
            IsGuest: string.Equals(Text(json, "userType"), "Guest", StringComparison.OrdinalIgnoreCase),
            IsLicensed: json.TryGetProperty("assignedLicenses", out JsonElement licenses) && licenses.ValueKind == JsonValueKind.Array && licenses.GetArrayLength() > 0)
        : null;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
