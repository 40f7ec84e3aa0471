namespace Veeam365.Backup.Core.Model;

/// <summary>A folder of a local disk.</summary>
/// <param name="Path">The full path.</param>
public sealed record FolderStoreSettings(string Path) : StoreSettings
{
    /// <summary>True when every proxy sees the same folder under this path (a share): only then may another machine than the one that added it write there.</summary>
    public bool IsShared { get; init; }

    /// <inheritdoc/>
    public override string Display => Path;
}
