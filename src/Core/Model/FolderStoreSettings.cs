namespace Veeam365.Backup.Core.Model;

/// <summary>A folder of a local disk.</summary>
/// <param name="Path">The full path.</param>
public sealed record FolderStoreSettings(string Path) : StoreSettings
{
    /// <inheritdoc/>
    public override string Display => Path;
}
