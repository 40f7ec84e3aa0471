namespace Veeam365.Simulators.Graph;

/// <summary>A mail folder as it was.</summary>
public sealed record FolderTruth(string Id, string? ParentId, string DisplayName, string Path, bool IsHidden, int MessageCount);
