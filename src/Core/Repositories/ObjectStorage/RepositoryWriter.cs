using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.ObjectStorage.Leases;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Writes one session's data: puts the parts together and commits.</summary>
internal sealed class RepositoryWriter : IRepositoryWriter
{
    private readonly CancellationTokenSource _stop = new();
    private readonly WriterLease _lease;
    private readonly VerifiedStore _store;
    private readonly PackWriter _packs;
    private readonly IndexWriter _index;
    private readonly CutBuffers _cutting = new();
    private readonly FlushScheduler _flusher;
    private readonly PointStore _points;
    private readonly CheckpointStore _checkpoints;
    private readonly WriterParts _parts;
    private readonly DedupTable _dedup;
    private readonly CommitGuard _guard;
    private bool _disposed;

    /// <summary>Creates it.</summary>
    public RepositoryWriter(
        IObjectStore store, RepositoryKeys keys, SegmentReader segments, IChunkCatalog chunks, RepositorySettings settings, RepositoryWriterOptions options, LeaseOptions leases, CommitGuard guard)
    {
        _lease = new WriterLease(store, keys, options.ConfigurationId, leases);
        _store = new VerifiedStore(store, _lease.WhenHeldAsync);
        _guard = guard;
        DedupTable dedup = _dedup = new(new GuardedCatalog(chunks, _lease), store);
        _index = new IndexWriter(keys, _store, dedup, _stop.Token);
        bool byYear = store.Capabilities.ByYear;
        _packs = new PackWriter(keys, _store, byYear ? PackBuffers.ByYear(options.MemoryBudget) : new PackBuffers(options.MemoryBudget), _index.AddAsync, _stop.Token);
        _flusher = new FlushScheduler(_packs, _index);
        GearTable gear = new(keys.CuttingSeed);
        WriterShelf Shelf(int year)
        {
            BlockWriter blocks = new(_packs, settings.CompressionQuality, year);
            ChunkWriter writer = new(keys, dedup, blocks);
            return new WriterShelf(new ContentDrafter(keys, dedup, new LargeContentWriter(gear, writer, _cutting), new MimeDrafter(keys, dedup, writer)), blocks);
        }

        _points = new PointStore(store, keys, new LossStore(store, keys));
        _checkpoints = new CheckpointStore(store, keys);
        _parts = new WriterParts(keys, _store, new WriterShelves(byYear, Shelf, TimeProvider.System), dedup, _flusher, segments.ReadManifestAsync, _stop.Token);
    }

    /// <inheritdoc/>
    public long BytesWritten => _store.BytesWritten;

    /// <inheritdoc/>
    public bool AwaitsStore => _packs.AwaitsStore;

    /// <inheritdoc/>
    public Task BeginAsync(CancellationToken cancellationToken) => _lease.WhenHeldAsync(cancellationToken);

    /// <inheritdoc/>
    public Task SecureReusedAsync(CancellationToken cancellationToken) => _guard.SecureAsync(_dedup.ReusedPacks, cancellationToken);

    /// <inheritdoc/>
    public IObjectWriter BeginObject(ObjectWriteStart start, IChangeSink sink)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (start.Kind == SegmentKind.Full != start.Parent is null)
            throw new ArgumentException("A full segment has no parent, an incremental one has.", nameof(start));
        return new ObjectWriter(_parts, start, sink);
    }

    /// <inheritdoc/>
    public Task SaveCheckpointAsync(SessionCheckpoint checkpoint, CancellationToken cancellationToken) =>
        _checkpoints.SaveAsync(checkpoint, _store, cancellationToken);

    /// <inheritdoc/>
    public async Task RenewCheckpointsAsync(SessionCheckpoint rest, CancellationToken cancellationToken)
    {
        string? kept = rest.Heads.Count > 0 ? await _checkpoints.SaveAsync(rest, _store, cancellationToken) : null;
        await _checkpoints.RemoveAllButAsync(rest.JobId, kept, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<StoredRestorePoint> CommitAsync(RestorePointManifest manifest, CancellationToken cancellationToken)
    {
        RestorePointManifest prepared = await _guard.PrepareAsync(manifest, _dedup.ReusedPacks, cancellationToken);
        await _lease.EnsureHeldAsync(cancellationToken);
        return await _points.CommitAsync(prepared, _store, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _stop.CancelAsync();
        await _flusher.DisposeAsync();
        await _packs.DisposeAsync();
        _index.Dispose();
        _cutting.Dispose();
        await _lease.DisposeAsync();
        _stop.Dispose();
    }
}
