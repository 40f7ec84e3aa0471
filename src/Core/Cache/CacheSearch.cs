using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Veeam365.Backup.Core.Cache;

/// <summary>Searches the items of a restore point: object after object, or all at once where that is quicker.</summary>
internal sealed class CacheSearch(ICacheStore store, CachePoints points)
{
    /// <summary>Up to so many objects, each is asked for by its own word in the index; more are sorted out of all that have the words.</summary>
    private const int FewObjects = 16;

    /// <summary>Reading all rows in order is quicker than reading one in so many by an index (measured: 9 times for each).</summary>
    private const int WholeShare = 8;

    /// <inheritdoc cref="IPersistentCache.QueryAsync"/>
    public async IAsyncEnumerable<CachedItem> QueryAsync(ItemQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = new ItemFilter(query);
        Dictionary<long, SearchedObject> objects = await ListObjectsAsync(filter, cancellationToken).ConfigureAwait(false);
        if (objects.Count == 0)
            yield break;
        await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        await foreach (SearchScan scan in PlanAsync(connection, filter, objects, cancellationToken).ConfigureAwait(false))
        {
            await foreach (CachedItem item in scan.ReadAsync(connection, store, cancellationToken).ConfigureAwait(false))
                yield return item;
        }
    }

    /// <summary>Lists the objects first: a search in progress holds one connection, not two.</summary>
    private async Task<Dictionary<long, SearchedObject>> ListObjectsAsync(ItemFilter filter, CancellationToken cancellationToken)
    {
        ItemQuery query = filter.Query;
        var objects = new Dictionary<long, SearchedObject>();
        IReadOnlyDictionary<long, IReadOnlyList<HeadSpan>> held = filter.IsPlain
            ? new Dictionary<long, IReadOnlyList<HeadSpan>>()
            : await points.ListHeldAsync(query.JobId, query.Sequence, cancellationToken).ConfigureAwait(false);
        string? only = query.ObjectKeys is { Count: 1 } keys ? keys.First() : null;
        await foreach ((PointHead head, bool isCurrent) in points.ListNewestAsync(query.JobId, query.Sequence, only, query.IncludeDeleted, cancellationToken).ConfigureAwait(false))
        {
            if (filter.Admits(head.Record.Identity))
                objects[head.ObjectId] = new SearchedObject(head.ObjectId, head.Record, isCurrent, held.GetValueOrDefault(head.ObjectId) ?? [], query);
        }

        return objects;
    }

    private async IAsyncEnumerable<SearchScan> PlanAsync(
        DbConnection connection, ItemFilter filter, Dictionary<long, SearchedObject> objects, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var all = new SearchScan { By = SearchScan.Access.Whole, Filter = filter, Objects = objects, Only = objects.Count == 1 ? objects.Values.First() : null };
        if (filter.Query.ItemKey is not null)
        {
            foreach (SearchedObject of in objects.Values)
                yield return all with { By = SearchScan.Access.Key, Only = of };
        }
        else if (filter.ParentKeys is { } parents)
        {
            foreach (SearchedObject of in objects.Values)
            {
                await foreach (long parent in FindParentsAsync(connection, of, parents, cancellationToken).ConfigureAwait(false))
                    yield return all with { By = SearchScan.Access.Object, Only = of, ParentId = parent };
            }
        }
        else if (filter.Words is not null)
        {
            long indexed = await store.Words.ReadIndexedAsync(connection, cancellationToken).ConfigureAwait(false);
            foreach (SearchedObject? of in objects.Count <= FewObjects ? objects.Values : (IEnumerable<SearchedObject?>)[null])
                yield return all with { By = SearchScan.Access.Words, Only = of, Indexed = indexed };
            yield return all with { By = SearchScan.Access.Unindexed, Indexed = indexed };
        }
        else if (filter.IsSelective && !filter.OnlyFolders && await IsLargeShareAsync(connection, objects.Values, cancellationToken).ConfigureAwait(false))
        {
            yield return all;
        }
        else
        {
            foreach (SearchedObject of in objects.Values)
                yield return all with { By = SearchScan.Access.Object, Only = of };
        }
    }

    private static async IAsyncEnumerable<long> FindParentsAsync(
        DbConnection connection, SearchedObject of, IEnumerable<string> parents, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string parent in parents)
        {
            if (await CacheItems.FindParentAsync(connection, of.Id, parent, cancellationToken).ConfigureAwait(false) is { } id)
                yield return id;
        }
    }

    private static async Task<bool> IsLargeShareAsync(DbConnection connection, IEnumerable<SearchedObject> objects, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT CAST(COALESCE(SUM(items), 0) AS BIGINT) FROM object";
        long total = (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        return objects.Sum(static o => o.Record.Items) >= total / WholeShare;
    }
}
