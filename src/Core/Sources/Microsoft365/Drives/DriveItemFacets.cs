namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What a drive item is: https://learn.microsoft.com/graph/api/resources/driveitem.</summary>
[Flags]
internal enum DriveItemFacets
{
    None = 0,
    File = 1,
    Folder = 2,
    Root = 4,
    Deleted = 8,

    /// <summary>A notebook or the like: one thing to its application, not readable as files.</summary>
    Package = 16,

    /// <summary>The service holds it to be malware.</summary>
    Malware = 32,

    /// <summary>A shortcut to somebody else's item; it is protected with its own drive.</summary>
    Remote = 64,

    /// <summary>It has permissions of its own.</summary>
    Shared = 128,
}
