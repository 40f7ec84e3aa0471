namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A part of a site that is read on its own: a library, a list, the pages.</summary>
/// <param name="FolderKey">The key of the folder that stands for it.</param>
/// <param name="Name">What an admin knows it by.</param>
/// <param name="ReadAsync">Reads it; the history is what is held of the part.</param>
internal sealed record SiteCollection(string FolderKey, string Name, Func<CollectionHistory, ChangeWriter, CancellationToken, Task> ReadAsync)
{
    /// <summary>The folder, when it is to be written; null while it is as it is held.</summary>
    public SourceChange.Upsert? Folder { get; init; }

    /// <summary>True when nothing of it is held.</summary>
    public bool IsNew { get; init; }
}
