namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A message, contact or event as a delta round, a listing or a look at it tells of it.</summary>
internal interface IOutlookItem
{
    string Id { get; }

    /// <summary>Gone from the folder that was asked (`@removed`); perhaps only moved.</summary>
    bool IsRemoved { get; }

    /// <summary>The folder it lies in; null when that was not told.</summary>
    string? FolderId { get; }
}
