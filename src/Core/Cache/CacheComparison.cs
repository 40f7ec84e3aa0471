using System.Data.Common;
using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>Compares two restore points of a job, object after object; objects whose head is the same cost nothing, others in proportion to what changed.</summary>
internal sealed class CacheComparison(ICacheStore store, CachePoints points, CacheItems items)
{
    // The literals let the partial indexes be used (CacheSchema).
    private const string Begun = "i.valid_from > 1 AND i.valid_from > @older AND i.valid_from <= @newer AND i.valid_to > @newer";

    private const string Ended = "i.valid_to < 2147483647 AND i.valid_to > @older AND i.valid_to <= @newer AND i.valid_from <= @older";

    /// <inheritdoc cref="IPersistentCache.CompareAsync"/>
    public async IAsyncEnumerable<CachedDifference> CompareAsync(ItemQuery query, long older, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = new ItemFilter(query);
        Dictionary<long, PointHead> before = await ListAsync(query.JobId, older, filter, cancellationToken).ConfigureAwait(false);
        Dictionary<long, PointHead> after = await ListAsync(query.JobId, query.Sequence, filter, cancellationToken).ConfigureAwait(false);
        foreach (long id in before.Keys.Union(after.Keys).Order())
        {
            var pair = new Pair(before.GetValueOrDefault(id), after.GetValueOrDefault(id));
            if (pair.Before?.Record.Segment.Head == pair.After?.Record.Segment.Head)
                continue;
            await foreach (CachedDifference difference in CompareAsync(pair, cancellationToken).ConfigureAwait(false))
            {
                if (Admits(filter, (difference.After ?? difference.Before)!.Version))
                    yield return difference;
            }
        }
    }

    private static bool Admits(ItemFilter filter, ItemVersion version) =>
        filter.AdmitsKind(version.Kind) && filter.AdmitsText(version.Name, version.From, version.To);

    private async Task<Dictionary<long, PointHead>> ListAsync(Guid jobId, long sequence, ItemFilter filter, CancellationToken cancellationToken)
    {
        var heads = new Dictionary<long, PointHead>();
        await foreach (PointHead head in points.ListAsync(jobId, sequence, cancellationToken).ConfigureAwait(false))
        {
            if (filter.Admits(head.Record.Identity))
                heads[head.ObjectId] = head;
        }

        return heads;
    }

    private async IAsyncEnumerable<CachedDifference> CompareAsync(Pair pair, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (pair.Before is null || pair.After is null)
        {
            PointHead only = (pair.Before ?? pair.After)!;
            await foreach (ItemVersion version in items.ScanAsync(new ItemScan { ObjectId = only.ObjectId, Head = only.Record.Segment.Head }, cancellationToken).ConfigureAwait(false))
                yield return pair.Before is null ? new CachedDifference(null, Item(only, version)) : new CachedDifference(Item(only, version), null);
            yield break;
        }

        // What began since is new or changed; what ended since and has no successor is gone.
        await foreach (ItemVersion version in ReadAsync(pair, Begun, cancellationToken).ConfigureAwait(false))
        {
            ItemVersion? held = await items.FindAsync(pair.Before.ObjectId, pair.Before.Record.Segment.Head, version.Key, cancellationToken).ConfigureAwait(false);
            yield return new CachedDifference(held is null ? null : Item(pair.Before, held), Item(pair.After, version));
        }

        await foreach (ItemVersion version in ReadAsync(pair, Ended, cancellationToken).ConfigureAwait(false))
        {
            if (await items.FindAsync(pair.After.ObjectId, pair.After.Record.Segment.Head, version.Key, cancellationToken).ConfigureAwait(false) is null)
                yield return new CachedDifference(Item(pair.Before, version), null);
        }
    }

    private static CachedItem Item(PointHead head, ItemVersion version) => new(head.ObjectId, head.Record.Segment.Head, head.Record.Identity, version);

    private async IAsyncEnumerable<ItemVersion> ReadAsync(Pair pair, string condition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT {ItemRowReader.Columns} FROM item i LEFT JOIN parent_key p ON p.id = i.parent_id WHERE i.object_id = @object AND {condition}";
        command.Bind("@object", pair.After!.ObjectId).Bind("@older", (long)pair.Before!.Record.Segment.Head).Bind("@newer", (long)pair.After.Record.Segment.Head);
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var rows = new ItemRowReader(reader);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return rows.Read();
    }

    private sealed record Pair(PointHead? Before, PointHead? After);
}
