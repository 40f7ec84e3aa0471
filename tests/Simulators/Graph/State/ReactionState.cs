namespace Veeam365.Simulators.Graph;

/// <summary>A reaction to a channel message.</summary>
internal sealed record ReactionState(string Type, string UserId, DateTimeOffset Created);
