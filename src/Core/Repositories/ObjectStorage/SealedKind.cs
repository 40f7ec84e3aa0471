namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>What a stored object is. The numbers are part of the format.</summary>
internal enum SealedKind
{
    /// <summary>A pack of blocks.</summary>
    Pack = 1,

    /// <summary>An index file.</summary>
    Index = 2,

    /// <summary>A data part of a segment.</summary>
    SegmentPart = 3,

    /// <summary>A segment's manifest.</summary>
    SegmentManifest = 4,

    /// <summary>A restore point.</summary>
    RestorePoint = 5,

    /// <summary>Where the blocks of a repacked pack went.</summary>
    MovedPack = 6,

    /// <summary>Which restore points of a job were removed.</summary>
    Removal = 7,

    /// <summary>All heads of a restore point whose parents were removed.</summary>
    HeadList = 8,

    /// <summary>What is to be deleted once nobody can need it any more.</summary>
    Mark = 9,

    /// <summary>Who works with the repository.</summary>
    Lease = 10,

    /// <summary>What a session has done before its restore point.</summary>
    Checkpoint = 11,

    /// <summary>Whose the repository is.</summary>
    Owner = 20,

    /// <summary>What a repair could not bring back.</summary>
    Loss = 16,
}
