using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Cache;

/// <summary>What every cache must do, whatever engine it runs on.</summary>
public abstract partial class CacheConformance : IAsyncLifetime
{
    protected static readonly CancellationToken None = CancellationToken.None;

    protected Guid RepositoryId { get; } = Guid.NewGuid();

    protected abstract IPersistentCacheFactory Factory { get; }

    protected IPersistentCache Cache { get; private set; } = null!;

    public Task InitializeAsync() => OpenCacheAsync();

    public virtual async Task DisposeAsync()
    {
        await Cache.DisposeAsync();
        await Factory.RemoveAsync(RepositoryId, None);
    }

    /// <summary>Closes the cache and opens it again, as another process would.</summary>
    protected async Task ReopenAsync()
    {
        await Cache.DisposeAsync();
        await OpenCacheAsync();
    }

    protected async Task OpenCacheAsync() => Cache = await Factory.OpenAsync(RepositoryId, None);

    private protected async Task<CachedObject> OpenAsync(ObjectIdentity? identity = null) => await Cache.OpenObjectAsync(identity ?? CacheSamples.Identity(), null, None);

    /// <summary>Applies the changes as one whole head.</summary>
    private protected async Task<HeadTotals> WriteHeadAsync(CachedObject target, int head, SegmentKind kind, params ChangeRecord[] changes)
    {
        await Cache.ApplyAsync(target.Id, head, kind, changes, None);
        return await FinishAsync(target, head, kind);
    }

    private protected Task<HeadTotals> FinishAsync(CachedObject target, int head, SegmentKind kind) =>
        Cache.FinishHeadAsync(target.Id, CacheSamples.Segment(target.Identity, head), kind, None);

    private protected Task CommitAsync(long sequence, bool all, params HeadRecord[] heads) =>
        Cache.CommitPointAsync(CacheSamples.Point(sequence, all, heads), CacheSamples.PointHash(sequence), None);

    /// <summary>Applies the changes as one whole head and commits it as the restore point of the same number.</summary>
    private protected async Task<HeadTotals> CommitHeadAsync(CachedObject target, int head, SegmentKind kind, params ChangeRecord[] changes)
    {
        HeadTotals totals = await WriteHeadAsync(target, head, kind, changes);
        await CommitAsync(head, false, CacheSamples.Head(target.Identity, head, totals));
        return totals;
    }

    private protected async Task<string[]> KeysAsync(CachedObject target, int head) =>
        [.. (await ToListAsync(Cache.ListItemsAsync(target.Id, head, null, None))).Select(v => v.Key).Order(StringComparer.Ordinal)];

    private protected async Task<string?> NameAsync(CachedObject target, int head, string key) => (await Cache.FindItemAsync(target.Id, head, key, None))?.Name;

    protected static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> rows)
    {
        var list = new List<T>();
        await foreach (T row in rows)
            list.Add(row);
        return list;
    }
}
