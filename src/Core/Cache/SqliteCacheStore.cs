using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Veeam365.Backup.Core.Database;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>A cache in a SQLite file: one connection writes, under a lock; pooled ones read beside it (WAL).</summary>
internal sealed class SqliteCacheStore : ICacheStore
{
    // synchronous=NORMAL: in WAL mode a power failure may take the last commits, never the consistency (sqlite.org/pragma.html#pragma_synchronous);
    // a cache that lacks commits is synchronised. A larger WAL writes pages that change often once instead of many times.
    private const string WriterSettings = """
        PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16384; PRAGMA wal_autocheckpoint=8192; PRAGMA journal_size_limit=67108864; PRAGMA temp_store=FILE;
        """;

    private readonly SqliteDatabase _database;
    private readonly SqliteConnection _writer;
    private readonly SqliteItemTable _items;
    private readonly SqliteChunkReader _chunks;
    private readonly SemaphoreSlim _lock = new(1, 1);

    private SqliteCacheStore(SqliteDatabase database, SqliteConnection writer)
    {
        _database = database;
        _writer = writer;
        _items = new SqliteItemTable(writer.Handle!);
        _chunks = new SqliteChunkReader(database);
        Words = new SqliteWordIndex(this);
    }

    /// <inheritdoc/>
    public string ScanHint => "INDEXED BY item_by_parent";

    /// <inheritdoc/>
    public string FolderHint => "INDEXED BY item_folder";

    /// <inheritdoc/>
    public string WholeHint => "NOT INDEXED";

    /// <inheritdoc/>
    public string KeyIntervals => """
        (SELECT group_concat(v.valid_from || ' ' || v.valid_to) FROM item_key kk CROSS JOIN item v ON v.id = kk.item_id WHERE kk.object_id = i.object_id AND kk.key_hash = i.key_hash)
        """;

    /// <inheritdoc/>
    public string ObjectsCondition => "";

    /// <inheritdoc/>
    public IWordIndex Words { get; }

    /// <inheritdoc/>
    public string ItemsByKey => "item_key k CROSS JOIN item i ON i.id = k.item_id";

    /// <inheritdoc/>
    public string LikeOperator => "LIKE";

    /// <inheritdoc/>
    public string RowLock => "";

    /// <summary>Opens the writer; the tables must be there.</summary>
    public static async Task<SqliteCacheStore> OpenAsync(SqliteDatabase database, CancellationToken cancellationToken)
    {
        var writer = (SqliteConnection)await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await writer.ExecuteAsync(new CommandDefinition(WriterSettings, cancellationToken: cancellationToken)).ConfigureAwait(false);
            return new SqliteCacheStore(database, writer);
        }
        catch
        {
            await writer.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<DbConnection> OpenReaderAsync(CancellationToken cancellationToken) => _database.OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public IDisposable InterruptOn(DbConnection connection, CancellationToken cancellationToken)
    {
        // The driver looks at the token between rows only, and a scan may pass a million of them without finding one.
        SQLitePCL.sqlite3 database = ((SqliteConnection)connection).Handle!;
        return cancellationToken.Register(() => SQLitePCL.raw.sqlite3_interrupt(database));
    }

    /// <inheritdoc/>
    public async Task<T> WriteAsync<T>(Func<CacheTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Execute("BEGIN IMMEDIATE");
            try
            {
                T result = await work(new CacheTransaction(_writer, _items)).ConfigureAwait(false);
                Execute("COMMIT");
                return result;
            }
            catch
            {
                RollBack();
                throw;
            }
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <inheritdoc/>
    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        // A DELETE without WHERE drops the pages without looking at the rows, unless there are triggers (sqlite.org/lang_delete.html, truncate optimization).
        string delete = string.Concat(CacheSchema.Tables.Concat(CacheSchema.SqliteTables).Select(table => $"DELETE FROM {table};"));
        await WriteAsync(
            async tx =>
            {
                const string findTriggers = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'item'";
                const string clearWords = "INSERT INTO item_word (item_word) VALUES ('delete-all'); UPDATE word_state SET indexed = 0;";
                string triggers = string.Join(";", await tx.Connection.QueryAsync<string>(new CommandDefinition(findTriggers, cancellationToken: cancellationToken)).ConfigureAwait(false));
                string drop = "DROP TRIGGER item_deleted; DROP TRIGGER item_words_deleted;";
                return await tx.Connection.ExecuteAsync(
                    new CommandDefinition($"{drop} {delete} {clearWords} {triggers};", cancellationToken: cancellationToken)).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task ForgetLoadAsync(CacheTransaction transaction, long objectId, CancellationToken cancellationToken) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM loaded_item WHERE object_id = @objectId; DELETE FROM loaded_removal WHERE object_id = @objectId;",
            new { objectId },
            cancellationToken: cancellationToken));

    /// <inheritdoc/>
    public async Task<int> AddChunksAsync(CacheTransaction transaction, IReadOnlyList<(byte[] Id, byte[] Location)> chunks, CancellationToken cancellationToken)
    {
        await using SqliteCommand command = _writer.CreateCommand();
        command.CommandText = "INSERT INTO chunk (id, location) VALUES (@id, @location) ON CONFLICT (id) DO NOTHING";
        SqliteParameter id = command.Parameters.Add("@id", SqliteType.Blob), location = command.Parameters.Add("@location", SqliteType.Blob);
        int added = 0;
        foreach ((byte[] chunkId, byte[] chunkLocation) in chunks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            id.Value = chunkId;
            location.Value = chunkLocation;
            added += await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        return added;
    }

    /// <inheritdoc/>
    public ValueTask<byte[]?> FindChunkAsync(byte[] id, CancellationToken cancellationToken) => _chunks.FindAsync(id, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<byte[]>> ListChunksAsync(byte[]? after, int count, CancellationToken cancellationToken) => _chunks.ListAsync(after, count, cancellationToken);

    /// <inheritdoc/>
    public Exception Translate(Exception error)
    {
        if (!DatabaseErrors.IsDamage(error))
            return DatabaseErrors.Translate(error, _database.Display);
        SqliteCacheFile.MarkDamaged(_database.Path);
        return new DataDamagedException(
            "Cache.Damaged",
            $"The cache '{_database.Display}' is damaged: {error.Message}",
            "Nothing is lost: start again. The file is set aside at the next opening and rebuilt from the repository (Sync-BackupRepository).",
            error);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _items.Dispose();
        await _chunks.DisposeAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
        await _database.DisposeAsync().ConfigureAwait(false);
        _lock.Dispose();
    }

    private void Execute(string sql)
    {
        using SqliteCommand command = _writer.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private void RollBack()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // Some errors (a full disk) end the transaction by themselves; the first error is the one to report.
        }
    }
}
