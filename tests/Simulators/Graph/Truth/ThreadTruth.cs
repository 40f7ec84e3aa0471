using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>A thread of a group's conversations as it was.</summary>
public sealed record ThreadTruth(string Id, string Topic, JsonObject Json);
