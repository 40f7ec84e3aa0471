using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>An open repository in a store.</summary>
internal sealed class ObjectStorageRepository : IBackupRepository, IChunkIndex
{
    private readonly IObjectStore _store;
    private readonly RepositoryKeys _keys;
    private readonly BlockReader _blocks;
    private readonly SegmentReader _segments;
    private readonly PointStore _points;

    /// <summary>Opens it.</summary>
    public ObjectStorageRepository(IObjectStore store, RepositoryKeys keys, RepositoryDescription description)
    {
        _store = store;
        _keys = keys;
        Description = description;
        _blocks = new BlockReader(store, keys);
        _segments = new SegmentReader(store, keys);
        _points = new PointStore(store, keys);
    }

    /// <inheritdoc/>
    public RepositoryDescription Description { get; }

    /// <summary>Where it lies.</summary>
    public IObjectStore Store => _store;

    /// <summary>Its keys.</summary>
    public RepositoryKeys Keys => _keys;

    /// <inheritdoc/>
    public IRepositoryWriter CreateWriter(IChunkCatalog chunks, RepositoryWriterOptions options) =>
        new RepositoryWriter(_store, _keys, _segments, chunks, Description.Settings, options);

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
    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
