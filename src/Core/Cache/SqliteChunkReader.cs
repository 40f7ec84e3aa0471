using Microsoft.Data.Sqlite;
using Veeam365.Backup.Core.Database;

namespace Veeam365.Backup.Core.Cache;

/// <summary>Looks chunks up in a SQLite cache: on one connection, opened at the first look, with statements that stay prepared. Safe for concurrent use.</summary>
internal sealed class SqliteChunkReader(SqliteDatabase database) : IAsyncDisposable
{
    private readonly SemaphoreSlim _lock = new(1, 1);
    private SqliteConnection? _connection;
    private SqliteStatement? _find;
    private SqliteStatement? _list;

    /// <summary>The location of a chunk; null when unknown.</summary>
    public async ValueTask<byte[]?> FindAsync(byte[] id, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await OpenAsync(cancellationToken).ConfigureAwait(false);
            _find!.Bind(1, id);
            byte[]? location = _find.Read() ? _find.GetBytes(0) : null;
            // A statement left open would hold old pages.
            _find.Reset();
            return location;
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>The next ids in order.</summary>
    public async Task<IReadOnlyList<byte[]>> ListAsync(byte[]? after, int count, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await OpenAsync(cancellationToken).ConfigureAwait(false);
            List<byte[]> ids = [];
            _list!.Bind(1, after ?? [0]);
            _list.Bind(2, count);
            while (_list.Read())
                ids.Add(_list.GetBytes(0));
            _list.Reset();
            return ids;
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _find?.Dispose();
        _list?.Dispose();
        if (_connection is not null)
            await _connection.DisposeAsync().ConfigureAwait(false);
        _lock.Dispose();
    }

    private async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        if (_list is not null)
            return;
        _connection ??= (SqliteConnection)await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        _find ??= new SqliteStatement(_connection.Handle!, "SELECT location FROM chunk WHERE id = ?1");
        _list ??= new SqliteStatement(_connection.Handle!, "SELECT id FROM chunk WHERE id > ?1 ORDER BY id LIMIT ?2");
    }
}
