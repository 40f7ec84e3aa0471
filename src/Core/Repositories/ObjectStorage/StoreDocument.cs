namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>What a store was found to be able to do, in repository.json.</summary>
/// <param name="ConditionalPut">It refuses a put-if-absent of an existing object.</param>
/// <param name="StoredChecksum">It keeps the SHA-256 of what it received.</param>
/// <param name="ChecksumOnPut">It refuses bytes that do not match the checksum sent with them.</param>
internal sealed record StoreDocument(bool ConditionalPut, bool StoredChecksum, bool ChecksumOnPut);
