using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>A team as it was.</summary>
public sealed record TeamSnapshot(JsonObject Settings, IReadOnlyList<JsonObject> Members, IReadOnlyList<ChannelSnapshot> Channels);
