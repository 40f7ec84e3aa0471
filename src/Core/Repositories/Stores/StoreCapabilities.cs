namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>What a store was found to be able to do (never what it claims).</summary>
/// <param name="ConditionalPut">A put-if-absent is refused when the object exists, also when two race for it.</param>
/// <param name="StoredChecksum">A head returns the SHA-256 that the store computed over what it received.</param>
/// <param name="ChecksumOnPut">The store refuses a put whose bytes do not match the checksum sent with it.</param>
/// <param name="ObjectLock">Locked objects cannot be deleted before their time, and locks can be read back and lengthened.</param>
/// <param name="Versioned">A delete or a second put leaves the earlier bytes as a version of their own.</param>
internal sealed record StoreCapabilities(bool ConditionalPut, bool StoredChecksum, bool ChecksumOnPut, bool ObjectLock = false, bool Versioned = false)
{
    /// <summary>Packs are kept by year: the ids of packs begin with the year in which the items in them were last changed.</summary>
    public bool ByYear { get; init; }
}
