using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Veeam365.Backup.Core.Cache;

/// <summary>Item statements for PostgreSQL: a batch at a time, as arrays, so that a batch costs a handful of round trips.</summary>
internal sealed class PostgresItemTable(NpgsqlConnection connection) : IItemTable
{
    private const string InsertRows = """
        INSERT INTO item (object_id, valid_from, valid_to, parent_id, kind, flags, size, created_at, modified_at, key_hash, key, name, sender, recipients, detail)
        SELECT @object, @head, 2147483647, r.* FROM unnest(@parents, @kinds, @flags, @sizes, @created, @modified, @hashes, @keys, @names, @senders, @recipients, @details) r
        ON CONFLICT (object_id, key_hash, valid_from) DO NOTHING RETURNING key_hash
        """;

    // LATERAL: one index look-up for each key, whatever the statistics say.
    private const string SelectAlive = """
        SELECT i.id, i.valid_from, i.parent_id, i.kind, i.flags, i.size, i.created_at, i.modified_at, i.name, i.sender, i.recipients, i.detail, i.key_hash
        FROM unnest(@hashes) h CROSS JOIN LATERAL (
            SELECT * FROM item WHERE object_id = @object AND key_hash = h ORDER BY valid_from DESC LIMIT 1) i
        WHERE i.valid_to = 2147483647
        """;

    /// <inheritdoc/>
    public async Task ResolveParentsAsync(long objectId, IReadOnlyList<ItemRow> rows, CancellationToken cancellationToken)
    {
        var wanted = new Dictionary<KeyHash, string>();
        foreach (ItemRow row in rows.Where(row => row.ParentHash is not null))
            wanted[row.ParentHash!.Value] = row.ParentKey!;
        if (wanted.Count == 0)
            return;
        var known = new Dictionary<KeyHash, long>();
        await FindParentsAsync(objectId, wanted, known, cancellationToken).ConfigureAwait(false);
        foreach (KeyHash found in known.Keys)
            wanted.Remove(found);
        if (wanted.Count > 0)
            await AddParentsAsync(objectId, wanted, known, cancellationToken).ConfigureAwait(false);
        foreach (ItemRow row in rows.Where(row => row.ParentHash is not null))
            row.ParentId = known[row.ParentHash!.Value];
    }

    /// <inheritdoc/>
    public async Task<LoadRemainder> LoadAsync(long objectId, int head, ChangeBatch batch, CancellationToken cancellationToken)
    {
        HashSet<KeyHash> inserted = await InsertRowsAsync(objectId, head, batch.Upserts, cancellationToken).ConfigureAwait(false);
        return new LoadRemainder(
            inserted.Count == batch.Upserts.Count ? [] : [.. batch.Upserts.Where(row => !inserted.Contains(row.Hash))],
            batch.Removals);
    }

    /// <inheritdoc/>
    public Task<HeadTotals> FinishLoadAsync(long objectId, int head, CancellationToken cancellationToken) => Task.FromResult(new HeadTotals(0, 0));

    /// <inheritdoc/>
    public Task InsertAsync(long objectId, int head, IReadOnlyList<ItemRow> rows, CancellationToken cancellationToken) =>
        InsertRowsAsync(objectId, head, rows, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<KeyHash, HeldItem>> FindAliveAsync(long objectId, IReadOnlyList<KeyHash> hashes, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = Command(SelectAlive, ("object", objectId), ("hashes", Bytes(hashes)));
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var alive = new Dictionary<KeyHash, HeldItem>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            alive[KeyHash.Read((byte[])reader.GetValue(12))] = Held(reader);
        return alive;
    }

    /// <inheritdoc/>
    public Task EndAsync(int head, IReadOnlyList<long> ids, CancellationToken cancellationToken) =>
        ExecuteAsync("UPDATE item SET valid_to = @head WHERE id = ANY(@ids)", cancellationToken, ("head", (long)head), ("ids", ids.ToArray()));

    /// <inheritdoc/>
    public Task DeleteAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken) =>
        ExecuteAsync("DELETE FROM item WHERE id = ANY(@ids)", cancellationToken, ("ids", ids.ToArray()));

    /// <inheritdoc/>
    public Task MarkSeenAsync(long objectId, IReadOnlyList<long> ids, CancellationToken cancellationToken) =>
        ExecuteAsync(
            "INSERT INTO seen_item (object_id, item_id) SELECT @object, id FROM unnest(@ids) id ON CONFLICT DO NOTHING",
            cancellationToken,
            ("object", objectId),
            ("ids", ids.ToArray()));

    private static HeldItem Held(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        ValidFrom = (int)row.GetInt64(1),
        ParentId = row.GetInt64(2),
        Kind = (int)row.GetInt64(3),
        Flags = (int)row.GetInt64(4),
        Size = row.GetInt64(5),
        CreatedAt = row.IsDBNull(6) ? null : row.GetInt64(6),
        ModifiedAt = row.IsDBNull(7) ? null : row.GetInt64(7),
        Name = row.GetString(8),
        Sender = row.IsDBNull(9) ? null : row.GetString(9),
        Recipients = row.IsDBNull(10) ? null : row.GetString(10),
        Detail = (byte[])row.GetValue(11),
    };

    private static byte[][] Bytes(IEnumerable<KeyHash> hashes) => [.. hashes.Select(hash => hash.ToArray())];

    private async Task<HashSet<KeyHash>> InsertRowsAsync(long objectId, int head, IReadOnlyList<ItemRow> rows, CancellationToken cancellationToken)
    {
        var inserted = new HashSet<KeyHash>();
        if (rows.Count == 0)
            return inserted;
        await using NpgsqlCommand command = Command(
            InsertRows,
            ("object", objectId),
            ("head", (long)head),
            ("parents", rows.Select(r => r.ParentId).ToArray()),
            ("kinds", rows.Select(r => (long)r.Kind).ToArray()),
            ("flags", rows.Select(r => (long)r.Flags).ToArray()),
            ("sizes", rows.Select(r => r.Size).ToArray()),
            ("created", rows.Select(r => r.CreatedAt).ToArray()),
            ("modified", rows.Select(r => r.ModifiedAt).ToArray()),
            ("hashes", Bytes(rows.Select(r => r.Hash))),
            ("keys", rows.Select(r => r.Key).ToArray()),
            ("names", rows.Select(r => r.Name).ToArray()),
            ("senders", rows.Select(r => r.Sender).ToArray()),
            ("recipients", rows.Select(r => r.Recipients).ToArray()),
            ("details", rows.Select(r => r.Detail).ToArray()));
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            inserted.Add(KeyHash.Read((byte[])reader.GetValue(0)));
        return inserted;
    }

    private async Task FindParentsAsync(
        long objectId, Dictionary<KeyHash, string> wanted, Dictionary<KeyHash, long> known, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = Command(
            "SELECT hash, id FROM parent_key WHERE object_id = @object AND hash = ANY(@hashes)", ("object", objectId), ("hashes", Bytes(wanted.Keys)));
        await ReadParentsAsync(command, known, cancellationToken).ConfigureAwait(false);
    }

    private async Task AddParentsAsync(
        long objectId, Dictionary<KeyHash, string> missing, Dictionary<KeyHash, long> known, CancellationToken cancellationToken)
    {
        // The object's row is locked: nobody else adds parents to it meanwhile.
        await using NpgsqlCommand command = Command(
            "INSERT INTO parent_key (object_id, hash, key) SELECT @object, p.* FROM unnest(@hashes, @keys) p RETURNING hash, id",
            ("object", objectId),
            ("hashes", Bytes(missing.Keys)),
            ("keys", missing.Values.ToArray()));
        await ReadParentsAsync(command, known, cancellationToken).ConfigureAwait(false);
    }

    private static async Task ReadParentsAsync(NpgsqlCommand command, Dictionary<KeyHash, long> known, CancellationToken cancellationToken)
    {
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            known[KeyHash.Read((byte[])reader.GetValue(0))] = reader.GetInt64(1);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        await using NpgsqlCommand command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private NpgsqlCommand Command(string sql, params (string Name, object Value)[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach ((string name, object value) in parameters)
        {
            var parameter = new NpgsqlParameter(name, value);
            // Arrays of text that may hold null everywhere tell nothing about their type.
            if (value is string?[])
                parameter.NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
