using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>A site page as it was; Json is the answer to a GET with its canvas, annotations left out.</summary>
public sealed record PageTruth(string Id, string Name, JsonObject Json);
