using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A change of a file or folder before what delta does not tell is known.</summary>
/// <param name="Item">What the source tells.</param>
/// <param name="Held">What is held; null for nothing that counts.</param>
/// <param name="Tag">The mark of what the source tells.</param>
internal sealed record DriveItemChange(DriveItemRecord Item, ItemVersion? Held, FileTag Tag)
{
    /// <summary>True when the file's bytes are to be read.</summary>
    public bool ReadsContent { get; init; }

    /// <summary>True when nothing that delta tells is other than held: only permissions or versions may be.</summary>
    public bool IsSame { get; init; }

    /// <summary>True when its permissions are to be asked for.</summary>
    public bool AsksPermissions { get; init; }

    /// <summary>True when its earlier versions are to be asked for.</summary>
    public bool AsksVersions { get; init; }
}
