using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>Remembers where durable chunks are, so that equal content is stored once per repository. Losing it costs space, never data.</summary>
public interface IChunkCatalog
{
    /// <summary>The location of a chunk, in the repository's own coding; null when unknown.</summary>
    ValueTask<ReadOnlyMemory<byte>?> FindAsync(Sha256Hash id, CancellationToken cancellationToken);

    /// <summary>Remembers chunks whose pack is durable and verified. A chunk known already keeps its first location.</summary>
    ValueTask AddAsync(IReadOnlyList<KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>> chunks, CancellationToken cancellationToken);

    /// <summary>Forgets chunks whose pack is gone. A chunk that has another location meanwhile keeps it.</summary>
    ValueTask RemoveAsync(IReadOnlyList<KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>> chunks, CancellationToken cancellationToken);
}
