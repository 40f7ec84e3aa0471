using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>An exported item.</summary>
/// <param name="Item">The item.</param>
/// <param name="Path">The file or folder written; null when it failed.</param>
/// <param name="Length">Bytes written.</param>
/// <param name="Hash">SHA-256 of them; null for folders.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
public sealed record ExportedItem(RestoreItem Item, string? Path, long Length, Sha256Hash? Hash, BackupException? Error)
{
    /// <summary>True when an earlier export had written it and it was found intact.</summary>
    public bool IsSkipped { get; init; }
}
