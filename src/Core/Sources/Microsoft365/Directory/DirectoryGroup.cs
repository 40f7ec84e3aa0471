using System.Text.Json;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What a backup needs to know of a group.</summary>
internal sealed record DirectoryGroup(string Id, string? DisplayName, string? Mail, string Type, bool IsTeam)
{
    /// <summary>The properties to ask for.</summary>
    public const string Properties = "id,displayName,mail,groupTypes,mailEnabled,securityEnabled,resourceProvisioningOptions";

    public const string Unified = "Microsoft365";

    /// <summary>True for a Microsoft 365 group: it has a mailbox and a site.</summary>
    public bool IsUnified => Type == Unified;

    /// <summary>Reads a group; null when it has no id.</summary>
    public static DirectoryGroup? Read(JsonElement json) => Text(json, "id") is { Length: > 0 } id
        ? new DirectoryGroup(id, Text(json, "displayName"), Text(json, "mail"), TypeOf(json), Holds(json, "resourceProvisioningOptions", "Team"))
        : null;

    // https://learn.microsoft.com/graph/api/resources/groups-overview#group-types-in-microsoft-entra-id-and-microsoft-graph
    private static string TypeOf(JsonElement json)
    {
        if (Holds(json, "groupTypes", "Unified"))
            return Unified;
        bool isSecurity = IsTrue(json, "securityEnabled");
        return (isSecurity, IsTrue(json, "mailEnabled")) switch
        {
            (true, true) => "MailEnabledSecurity",
            (true, false) => "Security",
            _ => "Distribution",
        };
    }

    private static bool Holds(JsonElement json, string name, string value) =>
        json.TryGetProperty(name, out JsonElement values) && values.ValueKind == JsonValueKind.Array
        && values.EnumerateArray().Any(v => v.ValueKind == JsonValueKind.String && string.Equals(v.GetString(), value, StringComparison.OrdinalIgnoreCase));

    private static bool IsTrue(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
