namespace Veeam365.Backup.Core.Repositories;

/// <summary>The kinds of objects that a repository consists of.</summary>
public enum StoredObjectKind
{
    /// <summary>The description of the repository, with its wrapped key.</summary>
    Document,

    /// <summary>A restore point.</summary>
    RestorePoint,

    /// <summary>A change segment: its manifest or a part.</summary>
    Segment,

    /// <summary>An index file.</summary>
    Index,

    /// <summary>A pack of content.</summary>
    Pack,

    /// <summary>A record of what a repair could not bring back.</summary>
    Loss,
}
