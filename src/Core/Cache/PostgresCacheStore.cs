using System.Data.Common;
using Dapper;
using Npgsql;
using Veeam365.Backup.Core.Database;

namespace Veeam365.Backup.Core.Cache;

/// <summary>A cache in a schema of PostgreSQL: each call takes a connection from the pool.</summary>
internal sealed class PostgresCacheStore : ICacheStore
{
    private const int Attempts = 3;

    private readonly PostgresDatabase _database;

    /// <summary>Takes the database over.</summary>
    public PostgresCacheStore(PostgresDatabase database)
    {
        _database = database;
        Words = new PostgresWordIndex(this);
    }

    /// <inheritdoc/>
    public string ScanHint => "";

    /// <inheritdoc/>
    public string FolderHint => "";

    /// <inheritdoc/>
    public string WholeHint => "";

    /// <inheritdoc/>
    public string KeyIntervals => "(SELECT string_agg(v.valid_from || ' ' || v.valid_to, ',') FROM item v WHERE v.object_id = i.object_id AND v.key_hash = i.key_hash)";

    /// <inheritdoc/>
    public string ObjectsCondition => " AND i.object_id = ANY(@objects)";

    /// <inheritdoc/>
    public IWordIndex Words { get; }

    /// <inheritdoc/>
    public string ItemsByKey => "item k CROSS JOIN LATERAL (SELECT k.*) i";

    /// <inheritdoc/>
    public string LikeOperator => "ILIKE";

    /// <inheritdoc/>
    public string RowLock => " FOR UPDATE";

    /// <inheritdoc/>
    public Task<DbConnection> OpenReaderAsync(CancellationToken cancellationToken) => _database.OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public IDisposable InterruptOn(DbConnection connection, CancellationToken cancellationToken) => default(CancellationTokenRegistration);

    /// <inheritdoc/>
    public async Task<T> WriteAsync<T>(Func<CacheTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await WriteOnceAsync(work, cancellationToken).ConfigureAwait(false);
            }
            catch (DbException e) when (attempt < Attempts && (DatabaseErrors.IsContention(e) || DatabaseErrors.IsUncommitted(e)))
            {
                // Another transaction was in the way (a deadlock) or the connection broke before the commit: nothing of this one was kept, so it runs again.
            }
        }
    }

    /// <inheritdoc/>
    public Task ClearAsync(CancellationToken cancellationToken)
    {
        // TRUNCATE waits until nobody reads any more, but not for ever.
        string sql = $"SET LOCAL lock_timeout = '30s'; TRUNCATE {string.Join(", ", CacheSchema.Tables)}, item_word; UPDATE word_state SET indexed = 0";
        return WriteAsync(tx => tx.Connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: cancellationToken)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task ForgetLoadAsync(CacheTransaction transaction, long objectId, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<int> AddChunksAsync(CacheTransaction transaction, IReadOnlyList<(byte[] Id, byte[] Location)> chunks, CancellationToken cancellationToken)
    {
        await using DbCommand command = transaction.Connection.CreateCommand();
        command.CommandText = "INSERT INTO chunk (id, location) SELECT * FROM unnest(@ids, @locations) ON CONFLICT (id) DO NOTHING";
        command.Bind("ids", chunks.Select(chunk => chunk.Id).ToArray()).Bind("locations", chunks.Select(chunk => chunk.Location).ToArray());
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<byte[]?> FindChunkAsync(byte[] id, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT location FROM chunk WHERE id = @id";
        command.Bind("@id", id);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as byte[];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<byte[]>> ListChunksAsync(byte[]? after, int count, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        var command = new CommandDefinition("SELECT id FROM chunk WHERE id > @after ORDER BY id LIMIT @count", new { after = after ?? [], count }, cancellationToken: cancellationToken);
        return [.. await connection.QueryAsync<byte[]>(command).ConfigureAwait(false)];
    }

    /// <inheritdoc/>
    public Exception Translate(Exception error) => DatabaseErrors.Translate(error, _database.Display);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task<T> WriteOnceAsync<T>(Func<CacheTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = (NpgsqlConnection)await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        T result = await DatabaseErrors.BeforeCommitAsync(() => work(new CacheTransaction(connection, new PostgresItemTable(connection)))).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }
}
