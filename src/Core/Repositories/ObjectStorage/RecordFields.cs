namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Which fields an item's record has. The numbers are part of the format; unknown ones are an error.</summary>
[Flags]
internal enum RecordFields
{
    /// <summary>Only key, kind and name.</summary>
    None = 0,

    /// <summary>It lies in a folder, whose key follows.</summary>
    Parent = 1,

    /// <summary>It lies in the same folder as the item before it in the frame.</summary>
    SameParent = 2,

    /// <summary>It has a creation time.</summary>
    Created = 4,

    /// <summary>It has a modification time.</summary>
    Modified = 8,

    /// <summary>It has a size above 0.</summary>
    Size = 16,

    /// <summary>It has a version tag.</summary>
    VersionTag = 32,

    /// <summary>It has a sender.</summary>
    From = 64,

    /// <summary>It has recipients.</summary>
    To = 128,

    /// <summary>It has flags.</summary>
    Flags = 256,

    /// <summary>It has content.</summary>
    Content = 512,

    /// <summary>It has properties.</summary>
    Properties = 1024,

    /// <summary>The creation time has an offset from UTC.</summary>
    CreatedOffset = 2048,

    /// <summary>The modification time has an offset from UTC.</summary>
    ModifiedOffset = 4096,

    /// <summary>All that are known.</summary>
    All = 8191,
}
