using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>A channel as it was. Members only of private and shared ones.</summary>
public sealed record ChannelSnapshot(
    string Id, JsonObject Json, JsonObject FilesFolder, IReadOnlyList<JsonObject> Tabs, IReadOnlyList<JsonObject> Members, IReadOnlyList<ChannelMessageTruth> Messages)
{
    public string Name => (string)Json["displayName"]!;
}
