using SQLitePCL;

namespace Veeam365.Backup.Core.Cache;

/// <summary>
/// Item statements for SQLite. The first head of an object is loaded without its key index (hashes fall anywhere in it, so each row would
/// write a page of its own); keys are listed in the order of rows and the index is made from the list, sorted, when the head is finished.
/// </summary>
internal sealed class SqliteItemTable(sqlite3 database) : IItemTable, IDisposable
{
    private readonly SqliteStatement _insert = new(
        database,
        """
        INSERT INTO item (object_id, valid_from, valid_to, parent_id, kind, flags, size, created_at, modified_at, key_hash, key, name, sender, recipients, detail)
        VALUES (?1, ?2, 2147483647, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
        """);

    private readonly SqliteStatement _addKey = new(database, "INSERT INTO item_key (object_id, key_hash, valid_from, item_id) VALUES (?1, ?2, ?3, ?4)");
    private readonly SqliteStatement _addLoaded = new(database, "INSERT INTO loaded_item (object_id, item_id, key_hash) VALUES (?1, ?2, ?3)");

    private readonly SqliteStatement _addLoadedRemoval = new(
        database,
        """
        INSERT INTO loaded_removal (object_id, key_hash, item_id)
        VALUES (?1, ?2, COALESCE((SELECT item_id FROM loaded_item WHERE object_id = ?1 ORDER BY item_id DESC LIMIT 1), 0))
        ON CONFLICT (object_id, key_hash) DO UPDATE SET item_id = excluded.item_id
        """);

    private readonly SqliteStatement _findAlive = new(
        database,
        """
        SELECT i.id, i.valid_from, i.valid_to, i.parent_id, i.kind, i.flags, i.size, i.created_at, i.modified_at, i.name, i.sender, i.recipients, i.detail
        FROM item_key k CROSS JOIN item i ON i.id = k.item_id WHERE k.object_id = ?1 AND k.key_hash = ?2 ORDER BY k.valid_from DESC LIMIT 1
        """);

    private readonly SqliteStatement _end = new(database, "UPDATE item SET valid_to = ?1 WHERE id = ?2");
    private readonly SqliteStatement _delete = new(database, "DELETE FROM item WHERE id = ?1");
    private readonly SqliteStatement _seen = new(database, "INSERT INTO seen_item VALUES (?1, ?2) ON CONFLICT DO NOTHING");
    private readonly SqliteStatement _findParent = new(database, "SELECT id FROM parent_key WHERE object_id = ?1 AND hash = ?2");
    private readonly SqliteStatement _addParent = new(database, "INSERT INTO parent_key (object_id, hash, key) VALUES (?1, ?2, ?3)");

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
    public Task<LoadRemainder> LoadAsync(long objectId, int head, ChangeBatch batch, CancellationToken cancellationToken)
    {
        _addLoaded.Bind(1, objectId);
        foreach (ItemRow row in batch.Upserts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _addLoaded.Bind(2, Insert(objectId, head, row));
            _addLoaded.Bind(3, row.Hash);
            _addLoaded.Execute();
        }

        // In a batch each key stands once, so removals may follow: they end what was loaded by then.
        _addLoadedRemoval.Bind(1, objectId);
        foreach (KeyHash removed in batch.Removals)
        {
            _addLoadedRemoval.Bind(2, removed);
            _addLoadedRemoval.Execute();
        }

        return Task.FromResult(LoadRemainder.None);
    }

    /// <inheritdoc/>
    public Task<HeadTotals> FinishLoadAsync(long objectId, int head, CancellationToken cancellationToken)
    {
        Execute(
            """
            INSERT INTO item_key (object_id, key_hash, valid_from, item_id)
            SELECT object_id, key_hash, ?2, item_id FROM loaded_item WHERE object_id = ?1 ORDER BY key_hash, item_id
            ON CONFLICT (object_id, key_hash, valid_from) DO UPDATE SET item_id = excluded.item_id
            """,
            objectId,
            head);
        HeadTotals superseded = DeleteSuperseded(objectId, head);
        Execute("DELETE FROM loaded_item WHERE object_id = ?1 AND ?2 <> 0", objectId, head);
        Execute("DELETE FROM loaded_removal WHERE object_id = ?1 AND ?2 <> 0", objectId, head);
        return Task.FromResult(superseded);
    }

    /// <inheritdoc/>
    public Task InsertAsync(long objectId, int head, IReadOnlyList<ItemRow> rows, CancellationToken cancellationToken)
    {
        _addKey.Bind(1, objectId);
        _addKey.Bind(3, head);
        foreach (ItemRow row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _addKey.Bind(4, Insert(objectId, head, row));
            _addKey.Bind(2, row.Hash);
            _addKey.Execute();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<KeyHash, HeldItem>> FindAliveAsync(long objectId, IReadOnlyList<KeyHash> hashes, CancellationToken cancellationToken)
    {
        var alive = new Dictionary<KeyHash, HeldItem>();
        _findAlive.Bind(1, objectId);
        foreach (KeyHash hash in hashes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _findAlive.Bind(2, hash);
            if (_findAlive.Read() && _findAlive.GetNumber(2) == CacheSchema.Alive)
                alive[hash] = Held(_findAlive);
            _findAlive.Reset();
        }

        return Task.FromResult<IReadOnlyDictionary<KeyHash, HeldItem>>(alive);
    }

    /// <inheritdoc/>
    public Task EndAsync(int head, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        _end.Bind(1, head);
        return ExecuteForEach(_end, 2, ids, cancellationToken);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken) => ExecuteForEach(_delete, 1, ids, cancellationToken);

    /// <inheritdoc/>
    public Task MarkSeenAsync(long objectId, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        _seen.Bind(1, objectId);
        return ExecuteForEach(_seen, 2, ids, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        SqliteStatement[] statements = [_insert, _addKey, _addLoaded, _addLoadedRemoval, _findAlive, _end, _delete, _seen, _findParent, _addParent];
        foreach (SqliteStatement statement in statements)
            statement.Dispose();
    }

    private static Task ExecuteForEach(SqliteStatement statement, int parameter, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        foreach (long id in ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            statement.Bind(parameter, id);
            statement.Execute();
        }

        return Task.CompletedTask;
    }

    private static HeldItem Held(SqliteStatement row) => new()
    {
        Id = row.GetNumber(0),
        ValidFrom = (int)row.GetNumber(1),
        ParentId = row.GetNumber(3),
        Kind = (int)row.GetNumber(4),
        Flags = (int)row.GetNumber(5),
        Size = row.GetNumber(6),
        CreatedAt = row.GetNumberOrNull(7),
        ModifiedAt = row.GetNumberOrNull(8),
        Name = row.GetText(9)!,
        Sender = row.GetText(10),
        Recipients = row.GetText(11),
        Detail = row.GetBytes(12),
    };

    private long Insert(long objectId, int head, ItemRow row)
    {
        _insert.Bind(1, objectId);
        _insert.Bind(2, head);
        _insert.Bind(3, row.ParentId);
        _insert.Bind(4, row.Kind);
        _insert.Bind(5, row.Flags);
        _insert.Bind(6, row.Size);
        _insert.Bind(7, row.CreatedAt);
        _insert.Bind(8, row.ModifiedAt);
        _insert.Bind(9, row.Hash);
        _insert.Bind(10, row.Key);
        _insert.Bind(11, row.Name);
        _insert.Bind(12, row.Sender);
        _insert.Bind(13, row.Recipients);
        _insert.Bind(14, row.Detail);
        _insert.Execute();
        return raw.sqlite3_last_insert_rowid(database);
    }

    /// <summary>Deletes loaded rows that a later one of the same key replaced or a later removal ended. The list of keys shows whether there are any.</summary>
    private HeadTotals DeleteSuperseded(long objectId, int head)
    {
        const string replaced = """
            SELECT l.item_id FROM loaded_item l CROSS JOIN item_key k ON k.object_id = l.object_id AND k.key_hash = l.key_hash AND k.valid_from = ?2
            WHERE l.object_id = ?1 AND k.item_id <> l.item_id
            """;
        const string removed = """
            SELECT k.item_id FROM loaded_removal r CROSS JOIN item_key k ON k.object_id = r.object_id AND k.key_hash = r.key_hash AND k.valid_from = ?2
            WHERE r.object_id = ?1 AND k.item_id <= r.item_id
            """;
        const string repeats = """
            SELECT (SELECT COUNT(*) FROM loaded_item WHERE object_id = ?1) - (SELECT COUNT(*) FROM item_key WHERE object_id = ?1 AND ?2 <> 0), 0
            """;
        HeadTotals taken = new(0, 0);
        if (Sum(repeats, objectId, head).Items > 0)
            taken = Delete(replaced, taken, objectId, head);
        return Delete(removed, taken, objectId, head);
    }

    private HeadTotals Delete(string ids, HeadTotals taken, long objectId, int head)
    {
        HeadTotals sum = Sum($"SELECT COUNT(*), SUM(size) FROM item WHERE kind <> 0 AND id IN ({ids})", objectId, head);
        Execute($"DELETE FROM item WHERE id IN ({ids})", objectId, head);
        return new HeadTotals(taken.Items - sum.Items, taken.Bytes - sum.Bytes);
    }

    private HeadTotals Sum(string sql, long objectId, int head)
    {
        using var statement = new SqliteStatement(database, sql);
        statement.Bind(1, objectId);
        statement.Bind(2, head);
        statement.Read();
        return new HeadTotals(statement.GetNumber(0), statement.GetNumber(1));
    }

    private void Execute(string sql, long objectId, int head)
    {
        using var statement = new SqliteStatement(database, sql);
        statement.Bind(1, objectId);
        statement.Bind(2, head);
        statement.Execute();
    }

    private long ResolveParent(long objectId, KeyHash hash, string key)
    {
        _findParent.Bind(1, objectId);
        _findParent.Bind(2, hash);
        long? found = _findParent.Read() ? _findParent.GetNumber(0) : null;
        _findParent.Reset();
        if (found is { } known)
            return known;
        _addParent.Bind(1, objectId);
        _addParent.Bind(2, hash);
        _addParent.Bind(3, key);
        _addParent.Execute();
        return raw.sqlite3_last_insert_rowid(database);
    }
}
