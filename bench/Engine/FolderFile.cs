namespace Veeam365.Backup.Bench.Engine;

/// <summary>A file or folder of a tree, as one look at it tells.</summary>
/// <param name="Key">Its path below its object's folder.</param>
/// <param name="IsFolder">True for a folder.</param>
/// <param name="Size">Its size.</param>
/// <param name="ModifiedAt">When it was last written.</param>
internal readonly record struct FolderFile(string Key, bool IsFolder, long Size, DateTimeOffset ModifiedAt);
