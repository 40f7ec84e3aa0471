using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>One state of a site page; immutable.</summary>
internal sealed record PageState(Guid Id, string Name, string Title, JsonObject Canvas, DateTimeOffset Created, DateTimeOffset Modified, int Version);
