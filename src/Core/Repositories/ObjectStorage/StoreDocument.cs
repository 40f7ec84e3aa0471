using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>What a store was found to be able to do, in repository.json.</summary>
/// <param name="ConditionalPut">It refuses a put-if-absent of an existing object.</param>
/// <param name="StoredChecksum">It keeps the SHA-256 of what it received.</param>
/// <param name="ChecksumOnPut">It refuses bytes that do not match the checksum sent with them.</param>
/// <param name="ObjectLock">It keeps locked objects from being deleted.</param>
/// <param name="Versioned">It keeps versions.</param>
internal sealed record StoreDocument(bool ConditionalPut, bool StoredChecksum, bool ChecksumOnPut, bool ObjectLock = false, bool Versioned = false)
{
    /// <summary>The document of what was found.</summary>
    public static StoreDocument Of(StoreCapabilities found) => new(found.ConditionalPut, found.StoredChecksum, found.ChecksumOnPut, found.ObjectLock, found.Versioned);

    /// <summary>What was found.</summary>
    public StoreCapabilities ToCapabilities() => new(ConditionalPut, StoredChecksum, ChecksumOnPut, ObjectLock, Versioned);
}
