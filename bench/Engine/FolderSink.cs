using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Bench.Engine;

/// <summary>Carries records to the cache in batches, as a session does.</summary>
internal sealed class FolderSink(IPersistentCache cache, long objectId, int head, SegmentKind kind) : IChangeSink
{
    private const int BatchSize = 250;
    private readonly List<ChangeRecord> _batch = new(BatchSize);

    public async ValueTask AcceptAsync(IReadOnlyList<ChangeRecord> records, CancellationToken cancellationToken)
    {
        _batch.AddRange(records);
        if (_batch.Count >= BatchSize)
            await FlushAsync(cancellationToken);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_batch.Count == 0)
            return;
        await cache.ApplyAsync(objectId, head, kind, _batch, cancellationToken);
        _batch.Clear();
    }
}
