namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>What a record of a segment is. The numbers are part of the format.</summary>
internal enum RecordTag
{
    /// <summary>An item's new state.</summary>
    Upserted = 1,

    /// <summary>An item's key.</summary>
    Removed = 2,

    /// <summary>A state entry's name and value.</summary>
    StateSet = 3,

    /// <summary>A state entry's name.</summary>
    StateRemoved = 4,
}
