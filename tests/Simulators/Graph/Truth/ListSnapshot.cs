namespace Veeam365.Simulators.Graph;

/// <summary>A list as it was.</summary>
public sealed record ListSnapshot(string Id, string Name, IReadOnlyList<ListItemTruth> Items);
