using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>A list item as it was; Json is the answer to a GET with its fields, annotations left out.</summary>
public sealed record ListItemTruth(string Id, JsonObject Json);
