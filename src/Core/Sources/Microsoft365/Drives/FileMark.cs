namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What the source says about a file's bytes.</summary>
/// <param name="Size">Their number.</param>
/// <param name="Hash">Their quickXorHash; null when it does not say.</param>
internal readonly record struct FileMark(long Size, string? Hash)
{
    public static FileMark Of(DriveItemRecord item) => new(item.Size, item.QuickXorHash);

    public static FileMark Of(QuickXorHash read) => new(read.Length, read.ToBase64());

    /// <summary>True when bytes that were read are those meant here.</summary>
    public bool Matches(FileMark read) => Size == read.Size && (string.IsNullOrEmpty(Hash) || Hash == read.Hash);
}
