namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A chunk that need not be stored again.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="Pack">The pack of this session that must become durable first; null when it is durable already.</param>
internal readonly record struct KnownChunk(ChunkPlace Place, OpenPack? Pack);
