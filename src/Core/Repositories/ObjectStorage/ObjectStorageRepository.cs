using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.ObjectStorage.Leases;
using Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>An open repository in a store.</summary>
internal sealed class ObjectStorageRepository : IBackupRepository, IChunkIndex, IRepositoryCustody, IRepositoryMaintenance, IRepositoryCompaction, IDataVerification
{
    private readonly IObjectStore _store;
    private readonly RepositoryKeys _keys;
    private readonly BlockReader _blocks;
    private readonly SegmentReader _segments;
    private readonly LossStore _losses;
    private readonly PointStore _points;
    private readonly CheckpointStore _checkpoints;
    private readonly OwnerStore _owner;
    private readonly RepositoryDocument _document;
    private readonly TimeProvider _clock;

    /// <summary>Opens it.</summary>
    public ObjectStorageRepository(IObjectStore store, RepositoryKeys keys, RepositoryDocument document, RepositoryDescription description, TimeProvider clock)
    {
        _document = document;
        _clock = clock;
        _owner = new OwnerStore(store, keys);
        _store = store;
        _keys = keys;
        Description = description;
        _blocks = new BlockReader(store, keys);
        _segments = new SegmentReader(store, keys);
        _losses = new LossStore(store, keys);
        _points = new PointStore(store, keys, _losses);
        _checkpoints = new CheckpointStore(store, keys);
    }

    /// <inheritdoc/>
    public RepositoryDescription Description { get; }

    /// <summary>The times of leases.</summary>
    internal LeaseOptions Leases { get; init; } = new();

    /// <summary>Where its objects are.</summary>
    public IObjectStore Store => _store;

    /// <summary>What opens them.</summary>
    public RepositoryKeys Keys => _keys;

    /// <inheritdoc/>
    public IRepositoryWriter CreateWriter(IChunkCatalog chunks, RepositoryWriterOptions options) =>
        new RepositoryWriter(_store, _keys, _segments, chunks, Description.Settings, options, Leases, new CommitGuard(_owner, options.ConfigurationId, Immutability(options.Since)));

    /// <inheritdoc/>
    public async Task<Stream> OpenContentAsync(ContentReference content, CancellationToken cancellationToken)
    {
        if (content.Length == 0)
            return content.Hash == Sha256Hash.Of([]) ? Stream.Null : throw Damage.Reference("empty content has another hash");
        ContentStream stream = new(_blocks, content, _keys.ChunkId(content.Hash));
        try
        {
            await stream.StartAsync(cancellationToken);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>The chunks of content, in order.</summary>
    public IAsyncEnumerable<ChunkEntry> WalkAsync(ContentReference content, CancellationToken cancellationToken) =>
        new ChunkWalker(_blocks).WalkAsync(content, _keys.ChunkId(content.Hash), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Guid> ListJobsAsync(CancellationToken cancellationToken) => _points.ListJobsAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredRestorePoint> ListRestorePointsAsync(Guid jobId, long afterSequence, CancellationToken cancellationToken) =>
        _points.ListAsync(jobId, afterSequence, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<SessionCheckpoint> ListCheckpointsAsync(Guid jobId, CancellationToken cancellationToken) =>
        _checkpoints.ListAsync(jobId, cancellationToken);

    /// <inheritdoc/>
    public Task<SegmentManifest> ReadSegmentManifestAsync(SegmentReference segment, CancellationToken cancellationToken) =>
        _segments.ReadManifestAsync(segment, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ChangeRecord> ReadSegmentAsync(SegmentReference segment, CancellationToken cancellationToken) =>
        _segments.ReadAsync(segment, cancellationToken);

    /// <inheritdoc/>
    public async Task CopyToAsync(IChunkCatalog chunks, CancellationToken cancellationToken)
    {
        await foreach (IndexedPack pack in new IndexReader(_store, _keys).ReadAllAsync(cancellationToken))
        {
            List<KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>> batch = [];
            foreach ((Sha256Hash id, ChunkPlace place) in pack.SharedChunks())
                batch.Add(new(id, ContentLocation.Single(place)));
            if (batch.Count > 0)
                await chunks.AddAsync(batch, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task<RepositoryOwner?> FindOwnerAsync(CancellationToken cancellationToken) => _owner.FindAsync(cancellationToken);

    /// <inheritdoc/>
    public Task ClaimAsync(RepositoryOwner owner, bool takeOver, CancellationToken cancellationToken) => _owner.ClaimAsync(owner, takeOver, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> RepairCriticalAsync(CancellationToken cancellationToken) =>
        [.. (await new DocumentStore(_store).RepairAsync(_document, cancellationToken)).Select(key => $"'{key}' was missing, damaged or behind and was written anew.")];

    /// <inheritdoc/>
    public Task<RepositoryLosses> ReadLossesAsync(CancellationToken cancellationToken) => _losses.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<VerificationReport> VerifyAsync(IPersistentCache cache, VerificationRequest request, Action<VerificationProgress> progress, CancellationToken cancellationToken) =>
        new DataVerifier(_store, _keys, _losses).RunAsync(cache, request, progress, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RepairedObject>> RepairAsync(IPersistentCache cache, RepairRequest request, Action<VerificationProgress> progress, CancellationToken cancellationToken)
    {
        await using DataRepair repair = new(_store, _keys, _document, _losses, cache, Leases);
        return await repair.RunAsync(request, progress, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<RetentionPlan> PlanAsync(RetentionRequest request, IProgress<RetentionProgress>? progress, CancellationToken cancellationToken) =>
        new RetentionRun(_store, _keys, request, Leases, progress).PlanAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<RetentionResult> RunAsync(RetentionRequest request, IChunkCatalog chunks, IProgress<RetentionProgress>? progress, CancellationToken cancellationToken) =>
        new RetentionRun(_store, _keys, request, Leases, progress).RunAsync(chunks, cancellationToken);

    /// <inheritdoc/>
    public Task<MaintenanceNeed> ReadNeedAsync(CancellationToken cancellationToken) => new DueCheck(_store).RunAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<long> ListSequencesAsync(Guid jobId, CancellationToken cancellationToken) => _points.ListSequencesAsync(jobId, cancellationToken);

    /// <inheritdoc/>
    public async Task<RemovedRestorePoints> ReadRemovedAsync(Guid jobId, CancellationToken cancellationToken)
    {
        RemovalDocument? removal = (await new RemovalStore(_store, _keys).ReadAsync(jobId, cancellationToken))?.Document;
        return new RemovedRestorePoints(removal?.RemovedThrough ?? 0, removal?.Points.Select(static p => p.Sequence).ToHashSet() ?? []);
    }

    /// <inheritdoc/>
    public Task<long> CompactAsync(Action<string> progress, CancellationToken cancellationToken) => _store.CompactAsync(progress, cancellationToken);

    private LockKeeper? Immutability(DateTimeOffset? since) =>
        Description.Settings.Immutability is { } policy ? new LockKeeper(_store, _keys, policy, _clock, since) : null;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
