namespace Veeam365.Backup.Core.Repositories;

/// <summary>What copying a repository came to.</summary>
/// <param name="Objects">Objects in the copy.</param>
/// <param name="Bytes">Bytes of them.</param>
/// <param name="BytesSent">Bytes that were sent now; the others had arrived in an earlier try.</param>
public sealed record RepositoryCopyResult(long Objects, long Bytes, long BytesSent);
