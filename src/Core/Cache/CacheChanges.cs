using System.Data.Common;
using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>Reads what changed in an object between two heads; cost grows with what changed.</summary>
internal sealed class CacheChanges(ICacheStore store)
{
    // valid_from > 1 and valid_to < 2147483647 are true of every row that is looked for; they let the partial indexes be used (CacheSchema).
    private const string Upserts = $"""
        SELECT {ItemRowReader.Columns} FROM item i LEFT JOIN parent_key p ON p.id = i.parent_id
        WHERE i.object_id = @object AND i.valid_from > 1 AND i.valid_from > @after AND i.valid_from <= @head AND i.valid_to > @head
        """;

    // Whatever ended in between is named, what came and went in between too: the changes can then be applied to any head between the two.
    private readonly string _removals = $"""
        SELECT DISTINCT o.key FROM item o WHERE o.object_id = @object AND o.valid_to < 2147483647 AND o.valid_to > @after AND o.valid_to <= @head
        AND NOT EXISTS (SELECT 1 FROM {store.ItemsByKey} WHERE k.object_id = o.object_id AND k.key_hash = o.key_hash AND i.valid_from <= @head AND i.valid_to > @head)
        """;

    private const string StateUpserts = """
        SELECT key, value FROM state_entry
        WHERE object_id = @object AND valid_from > 1 AND valid_from > @after AND valid_from <= @head AND valid_to > @head
        """;

    private const string StateRemovals = """
        SELECT DISTINCT key FROM state_entry s WHERE object_id = @object AND valid_to < 2147483647 AND valid_to > @after AND valid_to <= @head
        AND NOT EXISTS (SELECT 1 FROM state_entry n WHERE n.object_id = s.object_id AND n.key = s.key AND n.valid_from <= @head AND n.valid_to > @head)
        """;

    /// <summary>The net changes: applied to the first head, or to any between, they give the second. A head being written counts.</summary>
    public async IAsyncEnumerable<ChangeRecord> ListAsync(long objectId, int after, int head, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        var range = new Range(objectId, after, head);
        await foreach (ChangeRecord change in ReadAsync(connection, _removals, range, Removed, cancellationToken).ConfigureAwait(false))
            yield return change;
        await foreach (ChangeRecord change in ReadAsync(connection, Upserts, range, Upserted, cancellationToken).ConfigureAwait(false))
            yield return change;
        await foreach (ChangeRecord change in ReadAsync(connection, StateRemovals, range, StateRemoved, cancellationToken).ConfigureAwait(false))
            yield return change;
        await foreach (ChangeRecord change in ReadAsync(connection, StateUpserts, range, StateSet, cancellationToken).ConfigureAwait(false))
            yield return change;
    }

    private static async IAsyncEnumerable<ChangeRecord> ReadAsync(
        DbConnection connection, string sql, Range range, Func<DbDataReader, ChangeRecord> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Bind("@object", range.ObjectId).Bind("@after", (long)range.After).Bind("@head", (long)range.Head);
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return read(reader);
    }

    private static ChangeRecord Upserted(DbDataReader reader) => new ChangeRecord.Upserted(new ItemRowReader(reader).Read());

    private static ChangeRecord Removed(DbDataReader reader) => new ChangeRecord.Removed(CacheText.Decode(reader.GetString(0)));

    private static ChangeRecord StateSet(DbDataReader reader) => new ChangeRecord.StateChanged(CacheText.Decode(reader.GetString(0)), (byte[])reader.GetValue(1));

    private static ChangeRecord StateRemoved(DbDataReader reader) => new ChangeRecord.StateChanged(CacheText.Decode(reader.GetString(0)), null);

    private sealed record Range(long ObjectId, int After, int Head);
}
