using Microsoft.Data.Sqlite;

namespace Veeam365.Backup.Core.Cache;

/// <summary>Item statements for SQLite: one row at a time through prepared commands that are used again and again.</summary>
internal sealed class SqliteItemTable : IItemTable, IDisposable
{
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _findAlive;
    private readonly SqliteCommand _end;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _seen;
    private readonly SqliteCommand _findParent;
    private readonly SqliteCommand _addParent;

    /// <summary>Prepares the commands on the writer's connection.</summary>
    public SqliteItemTable(SqliteConnection connection)
    {
        _insert = Prepare(
            connection,
            """
            INSERT INTO item (object_id, valid_from, valid_to, parent_id, kind, flags, size, created_at, modified_at, key_hash, key, name, sender, recipients, detail)
            VALUES (@0, @1, 2147483647, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12, @13) ON CONFLICT DO NOTHING
            """,
            14);
        _findAlive = Prepare(
            connection,
            """
            SELECT id, valid_from, valid_to, parent_id, kind, flags, size, created_at, modified_at, name, sender, recipients, detail
            FROM item WHERE object_id = @0 AND key_hash = @1 ORDER BY valid_from DESC LIMIT 1
            """,
            2);
        _end = Prepare(connection, "UPDATE item SET valid_to = @0 WHERE id = @1", 2);
        _delete = Prepare(connection, "DELETE FROM item WHERE id = @0", 1);
        _seen = Prepare(connection, "INSERT INTO seen_item VALUES (@0, @1) ON CONFLICT DO NOTHING", 2);
        _findParent = Prepare(connection, "SELECT id FROM parent_key WHERE object_id = @0 AND hash = @1", 2);
        _addParent = Prepare(connection, "INSERT INTO parent_key (object_id, hash, key) VALUES (@0, @1, @2) RETURNING id", 3);
    }

    /// <inheritdoc/>
    public Task ResolveParentsAsync(long objectId, IReadOnlyList<ItemRow> rows, CancellationToken cancellationToken)
    {
        var known = new Dictionary<KeyHash, long>();
        foreach (ItemRow row in rows)
        {
            if (row.ParentHash is not { } hash)
                continue;
            if (!known.TryGetValue(hash, out long id))
                known[hash] = id = ResolveParent(objectId, hash, row.ParentKey!);
            row.ParentId = id;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ItemRow>> InsertAsync(long objectId, int head, IReadOnlyList<ItemRow> rows, CancellationToken cancellationToken)
    {
        List<ItemRow>? refused = null;
        Set(_insert, 0, objectId);
        Set(_insert, 1, (long)head);
        foreach (ItemRow row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Insert(row) == 0)
                (refused ??= []).Add(row);
        }

        return Task.FromResult<IReadOnlyList<ItemRow>>(refused ?? []);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<KeyHash, HeldItem>> FindAliveAsync(long objectId, IReadOnlyList<KeyHash> hashes, CancellationToken cancellationToken)
    {
        var alive = new Dictionary<KeyHash, HeldItem>();
        Set(_findAlive, 0, objectId);
        foreach (KeyHash hash in hashes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Set(_findAlive, 1, hash.ToArray());
            using SqliteDataReader reader = _findAlive.ExecuteReader();
            if (reader.Read() && reader.GetInt64(2) == CacheSchema.Alive)
                alive[hash] = Read(reader);
        }

        return Task.FromResult<IReadOnlyDictionary<KeyHash, HeldItem>>(alive);
    }

    /// <inheritdoc/>
    public Task EndAsync(int head, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        Set(_end, 0, (long)head);
        return ExecuteForEach(_end, 1, ids, cancellationToken);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken) => ExecuteForEach(_delete, 0, ids, cancellationToken);

    /// <inheritdoc/>
    public Task MarkSeenAsync(long objectId, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        Set(_seen, 0, objectId);
        return ExecuteForEach(_seen, 1, ids, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SqliteCommand command in (SqliteCommand[])[_insert, _findAlive, _end, _delete, _seen, _findParent, _addParent])
            command.Dispose();
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, int parameters)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < parameters; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = $"@{i}", Value = DBNull.Value });
        command.Prepare();
        return command;
    }

    private static void Set(SqliteCommand command, int index, object? value) => command.Parameters[index].Value = value ?? DBNull.Value;

    private static Task ExecuteForEach(SqliteCommand command, int parameter, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        foreach (long id in ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Set(command, parameter, id);
            command.ExecuteNonQuery();
        }

        return Task.CompletedTask;
    }

    private static HeldItem Read(SqliteDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        ValidFrom = reader.GetInt32(1),
        ParentId = reader.GetInt64(3),
        Kind = reader.GetInt32(4),
        Flags = reader.GetInt32(5),
        Size = reader.GetInt64(6),
        CreatedAt = reader.IsDBNull(7) ? null : reader.GetInt64(7),
        ModifiedAt = reader.IsDBNull(8) ? null : reader.GetInt64(8),
        Name = reader.GetString(9),
        Sender = reader.IsDBNull(10) ? null : reader.GetString(10),
        Recipients = reader.IsDBNull(11) ? null : reader.GetString(11),
        Detail = (byte[])reader.GetValue(12),
    };

    private int Insert(ItemRow row)
    {
        Set(_insert, 2, row.ParentId);
        Set(_insert, 3, (long)row.Kind);
        Set(_insert, 4, (long)row.Flags);
        Set(_insert, 5, row.Size);
        Set(_insert, 6, row.CreatedAt);
        Set(_insert, 7, row.ModifiedAt);
        Set(_insert, 8, row.Hash.ToArray());
        Set(_insert, 9, row.Key);
        Set(_insert, 10, row.Name);
        Set(_insert, 11, row.Sender);
        Set(_insert, 12, row.Recipients);
        Set(_insert, 13, row.Detail);
        return _insert.ExecuteNonQuery();
    }

    private long ResolveParent(long objectId, KeyHash hash, string key)
    {
        byte[] bytes = hash.ToArray();
        Set(_findParent, 0, objectId);
        Set(_findParent, 1, bytes);
        if (_findParent.ExecuteScalar() is long found)
            return found;
        Set(_addParent, 0, objectId);
        Set(_addParent, 1, bytes);
        Set(_addParent, 2, key);
        return (long)_addParent.ExecuteScalar()!;
    }
}
