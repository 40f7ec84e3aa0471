namespace Veeam365.Backup.Core.Restore;

/// <summary>A file that holds an item or a part of it.</summary>
/// <param name="Path">Below the target folder, with "/".</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">Their hash.</param>
internal sealed record ManifestFile(string Path, long Length, string Sha256);
