using System.Data.Common;
using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>Searches the items of a restore point, object after object.</summary>
internal sealed class CacheSearch(ICacheStore store, CachePoints points, CacheItems items)
{
    /// <inheritdoc cref="IPersistentCache.QueryAsync"/>
    public async IAsyncEnumerable<CachedItem> QueryAsync(ItemQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = new ItemFilter(query);
        IReadOnlyList<PointHead> heads = await ListHeadsAsync(filter, cancellationToken).ConfigureAwait(false);
        await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        foreach (PointHead head in heads)
        {
            await foreach (ItemVersion version in SearchAsync(connection, head, filter, cancellationToken).ConfigureAwait(false))
                yield return new CachedItem(head.ObjectId, head.Record.Segment.Head, head.Record.Identity, version);
        }
    }

    /// <summary>Lists the objects first: a search in progress holds one connection, not two.</summary>
    private async Task<IReadOnlyList<PointHead>> ListHeadsAsync(ItemFilter filter, CancellationToken cancellationToken)
    {
        var heads = new List<PointHead>();
        await foreach (PointHead head in points.ListAsync(filter.Query.JobId, filter.Query.Sequence, cancellationToken).ConfigureAwait(false))
        {
            if (filter.Admits(head.Record.Identity))
                heads.Add(head);
        }

        return heads;
    }

    private async IAsyncEnumerable<ItemVersion> SearchAsync(
        DbConnection connection, PointHead head, ItemFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (filter.Query.ItemKey is { } key)
        {
            ItemVersion? found = await items.FindAsync(connection, head.ObjectId, head.Record.Segment.Head, key, cancellationToken).ConfigureAwait(false);
            if (found is not null && filter.Admits(found))
                yield return found;
            yield break;
        }

        await foreach (ItemScan scan in PlanAsync(connection, head, filter, cancellationToken).ConfigureAwait(false))
        {
            await foreach (ItemVersion version in items.ScanAsync(connection, scan, cancellationToken).ConfigureAwait(false))
                yield return version;
        }
    }

    private static async IAsyncEnumerable<ItemScan> PlanAsync(
        DbConnection connection, PointHead head, ItemFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ItemScan all = filter.ToScan(head.ObjectId, head.Record.Segment.Head);
        if (filter.ParentKeys is null)
        {
            yield return all;
            yield break;
        }

        foreach (string parent in filter.ParentKeys)
        {
            if (await CacheItems.FindParentAsync(connection, head.ObjectId, parent, cancellationToken).ConfigureAwait(false) is { } id)
                yield return all with { ParentId = id };
        }
    }
}
