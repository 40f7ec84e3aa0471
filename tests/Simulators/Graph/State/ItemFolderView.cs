namespace Veeam365.Simulators.Graph;

/// <summary>A contact folder or calendar as read under the lock.</summary>
internal sealed record ItemFolderView(int Number, string Name, int Parent, bool IsDeleted, long ChangeNumber);
