namespace Veeam365.Simulators.Graph;

/// <summary>A contact folder or calendar as it was; ParentId null at the top.</summary>
public sealed record ItemFolderTruth(string Id, string? ParentId, string Name, string Path);
