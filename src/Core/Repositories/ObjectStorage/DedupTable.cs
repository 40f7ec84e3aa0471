using System.Collections.Concurrent;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// Which chunks are stored already: those of earlier sessions through the catalogue, and those of this session that are not durable yet. Safe for concurrent use.
/// </summary>
internal sealed class DedupTable(IChunkCatalog catalog, IObjectStore store)
{
    private readonly ConcurrentDictionary<Sha256Hash, KnownChunk> _session = new();
    private readonly ConcurrentDictionary<Sha256Hash, TaskCompletionSource<KnownChunk?>> _claims = new();
    private readonly ConcurrentDictionary<ObjectId, Lazy<Task<long>>> _packs = new();

    /// <summary>Packs of earlier sessions that chunks of this one were found in.</summary>
    public IReadOnlyCollection<ObjectId> ReusedPacks => [.. _packs.Keys];

    /// <summary>Looks a chunk up.</summary>
    public async ValueTask<KnownChunk?> FindAsync(Sha256Hash id, int length, CancellationToken cancellationToken)
    {
        if (FindInSession(id) is { } known)
            return known;
        ReadOnlyMemory<byte>? location = await catalog.FindAsync(id, cancellationToken);
        if (location is null || ContentLocation.TryReadSingle(location.Value.Span) is not { } place || place.Length != length)
            return null;
        if (await IsThereAsync(place, cancellationToken))
            return new KnownChunk(place, null);
        // So that the chunk's new place can be remembered.
        await catalog.RemoveAsync([new(id, location.Value)], cancellationToken);
        return null;
    }

    /// <summary>Looks a chunk up among those of this session; those of a pack that could not be stored do not count.</summary>
    public KnownChunk? FindInSession(Sha256Hash id) =>
        _session.TryGetValue(id, out KnownChunk known) && known.Pack?.Failure is null ? known : null;

    /// <summary>
    /// Takes a chunk on: null means that the caller stores it and then calls <see cref="Settle"/>, whatever happens. Otherwise somebody else is storing it
    /// and the task tells what came of it (null: nothing).
    /// </summary>
    public Task<KnownChunk?>? Claim(Sha256Hash id)
    {
        TaskCompletionSource<KnownChunk?> mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<KnownChunk?> claimed = _claims.GetOrAdd(id, mine);
        return ReferenceEquals(claimed, mine) ? null : claimed.Task;
    }

    /// <summary>Ends a claim.</summary>
    public void Settle(Sha256Hash id, KnownChunk? stored)
    {
        if (stored is { } chunk)
            Add(id, chunk);
        if (_claims.TryRemove(id, out TaskCompletionSource<KnownChunk?>? claim))
            claim.TrySetResult(stored);
    }

    /// <summary>Remembers a chunk of this session once it is in a pack.</summary>
    public void Add(Sha256Hash id, KnownChunk chunk)
    {
        if (_session.TryAdd(id, chunk) && chunk.Pack is { Failure: not null } or { IsDurable: true })
            _session.TryRemove(KeyValuePair.Create(id, chunk));
    }

    /// <summary>Forgets the chunks of a pack that could not be stored.</summary>
    public void Forget(OpenPack pack)
    {
        foreach (NewChunk chunk in pack.NewChunks)
            _session.TryRemove(KeyValuePair.Create(chunk.Id, new KnownChunk(chunk.Place, pack)));
    }

    /// <summary>Hands the chunks of durable packs to the catalogue.</summary>
    public async Task SettleAsync(IReadOnlyList<OpenPack> packs, CancellationToken cancellationToken)
    {
        List<KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>> batch = [];
        foreach (OpenPack pack in packs)
        {
            foreach (NewChunk chunk in pack.NewChunks)
                batch.Add(new(chunk.Id, ContentLocation.Single(chunk.Place)));
        }

        try
        {
            if (batch.Count > 0)
                await catalog.AddAsync(batch, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The catalogue is a cache that can be rebuilt from the index files: losing entries costs space, never data, so the packs stay good.
        }

        foreach (OpenPack pack in packs)
            Forget(pack);
    }

    /// <summary>A catalogue may be older than the repository: that the pack is still there is checked once a session.</summary>
    private async ValueTask<bool> IsThereAsync(ChunkPlace place, CancellationToken cancellationToken)
    {
        Lazy<Task<long>> size = _packs.GetOrAdd(place.Pack, pack => new Lazy<Task<long>>(() => SizeAsync(pack)));
        try
        {
            return (long)place.Offset + place.Stored <= await size.Value.JoinAsync(cancellationToken);
        }
        catch (BackupException)
        {
            _packs.TryRemove(KeyValuePair.Create(place.Pack, size));
            throw;
        }
    }

    private async Task<long> SizeAsync(ObjectId pack) =>
        (await store.HeadAsync(RepositoryLayout.Pack(pack), CancellationToken.None))?.Size ?? -1;
}
