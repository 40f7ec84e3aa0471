using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Carries the records of a head from the repository's writer to the cache, in batches worth a transaction.</summary>
internal sealed class CacheSink(IPersistentCache cache, long objectId, int head, SegmentKind kind) : IChangeSink
{
    // Many objects wait for their packs at once, each with what is not applied yet: few enough that all of them stay small, enough to be worth a transaction.
    private const int BatchSize = 250;

    private readonly List<ChangeRecord> _batch = new(BatchSize);

    public async ValueTask AcceptAsync(IReadOnlyList<ChangeRecord> records, CancellationToken cancellationToken)
    {
        _batch.AddRange(records);
        if (_batch.Count >= BatchSize)
            await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Applies what is left.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_batch.Count == 0)
            return;
        await cache.ApplyAsync(objectId, head, kind, _batch, cancellationToken).ConfigureAwait(false);
        _batch.Clear();
    }
}
