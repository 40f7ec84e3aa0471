using System.Data.Common;
using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>Reads items as of a head.</summary>
internal sealed class CacheItems(ICacheStore store)
{
    /// <summary>One item of an object.</summary>
    public async Task<ItemVersion?> FindAsync(long objectId, int head, string key, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        return await FindAsync(connection, objectId, head, key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One item of an object.</summary>
    public async Task<ItemVersion?> FindAsync(DbConnection connection, long objectId, int head, string key, CancellationToken cancellationToken)
    {
        // The newest row that began by then decides: if it has ended, the item is not there. Older rows need no look.
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT {ItemRowReader.Columns}, i.valid_to FROM {store.ItemsByKey} LEFT JOIN parent_key p ON p.id = i.parent_id
            WHERE k.object_id = @object AND k.key_hash = @hash AND k.valid_from <= @head ORDER BY k.valid_from DESC LIMIT 1
            """;
        command.Bind("@object", objectId).Bind("@hash", KeyHash.Of(key).ToArray()).Bind("@head", (long)head);
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false) || reader.GetInt64(ItemRowReader.ColumnCount) <= head)
            return null;
        return new ItemRowReader(reader).Read();
    }

    /// <summary>The items that a scan finds.</summary>
    public async IAsyncEnumerable<ItemVersion> ScanAsync(ItemScan scan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        await foreach (ItemVersion version in ScanAsync(connection, scan, cancellationToken).ConfigureAwait(false))
            yield return version;
    }

    /// <summary>Direct children of a folder.</summary>
    public async IAsyncEnumerable<ItemVersion> ListChildrenAsync(
        long objectId, int head, string? parentKey, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        if (await FindParentAsync(connection, objectId, parentKey, cancellationToken).ConfigureAwait(false) is not { } parentId)
            yield break;
        var scan = new ItemScan { ObjectId = objectId, Head = head, ParentId = parentId };
        await foreach (ItemVersion version in ScanAsync(connection, scan, cancellationToken).ConfigureAwait(false))
            yield return version;
    }

    /// <summary>The items that a scan finds, read over a connection of the caller's.</summary>
    public async IAsyncEnumerable<ItemVersion> ScanAsync(DbConnection connection, ItemScan scan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.CreateCommand();
        scan.Describe(command, store);
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var rows = new ItemRowReader(reader);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return rows.Read();
    }

    /// <summary>The number of a parent key; null when nothing ever lay in it.</summary>
    public static async Task<long?> FindParentAsync(DbConnection connection, long objectId, string? parentKey, CancellationToken cancellationToken)
    {
        if (parentKey is null)
            return 0;
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT id FROM parent_key WHERE object_id = @object AND hash = @hash";
        command.Bind("@object", objectId).Bind("@hash", KeyHash.Of(parentKey).ToArray());
        return (long?)await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }
}
