using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Statements of one transaction (or, without one, of one connection).</summary>
internal sealed class SqlUnit(DbConnection connection, DbTransaction? transaction, SqlDialect dialect, string prefix, CancellationToken cancellationToken)
{
    private string _prefix = prefix;

    // SQLite finds a parameter by walking a list: many rows in one statement cost more than they save.
    private const int RowsAtOnce = 100;

    public SqlDialect Dialect { get; } = dialect;

    /// <summary>Wakes those who wait for something to happen, once this is committed.</summary>
    public Task SignalAsync() => Dialect.Signal is { } sql ? ExecuteAsync(sql) : Task.CompletedTask;

    public Task<int> ExecuteAsync(string sql, object? parameters = null) => connection.ExecuteAsync(Command(sql, parameters));

    public async Task<List<T>> QueryAsync<T>(string sql, object? parameters, Func<Row, T> read)
    {
        await using DbDataReader reader = await connection.ExecuteReaderAsync(Command(sql, parameters)).ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            rows.Add(read(new Row(reader)));
        return rows;
    }

    public async Task<T?> FirstAsync<T>(string sql, object? parameters, Func<Row, T> read)
    {
        List<T> rows = await QueryAsync(sql, parameters, read).ConfigureAwait(false);
        return rows.Count == 0 ? default : rows[0];
    }

    public async Task<bool> AnyAsync(string sql, object? parameters) =>
        (await QueryAsync(sql, parameters, _ => true).ConfigureAwait(false)).Count > 0;

    /// <summary>Inserts the rows, a hundred with each statement; those that collide with a unique index are left out.</summary>
    /// <returns>How many were inserted.</returns>
    public async Task<int> InsertAsync(string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows)
    {
        int inserted = 0;
        foreach (object?[][] chunk in rows.Chunk(RowsAtOnce))
        {
            var parameters = new DynamicParameters();
            string values = string.Join(", ", chunk.Select((row, number) => Values(row, number, parameters)));
            inserted += await ExecuteAsync($"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES {values} ON CONFLICT DO NOTHING", parameters).ConfigureAwait(false);
        }

        return inserted;
    }

    /// <summary>Deletes the rows of these ids, a hundred with each statement; unknown ids are left out.</summary>
    public async Task DeleteAsync(string table, IEnumerable<Guid> ids)
    {
        foreach (Guid[] chunk in ids.Chunk(RowsAtOnce))
        {
            var parameters = new DynamicParameters();
            string list = ListOf(chunk, parameters);
            await ExecuteAsync($"DELETE FROM {table} WHERE id IN {list}", parameters).ConfigureAwait(false);
        }
    }

    /// <summary>A list of ids for IN, each a parameter.</summary>
    public static string ListOf(IReadOnlyCollection<Guid> ids, DynamicParameters parameters) => Values([.. ids.Cast<object>()], 0, parameters);

    private static string Values(object?[] row, int number, DynamicParameters parameters)
    {
        IEnumerable<string> names = row.Select((value, column) =>
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"r{number}c{column}");
            parameters.Add(name, value);
            return "@" + name;
        });
        return $"({string.Join(", ", names)})";
    }

    private CommandDefinition Command(string sql, object? parameters)
    {
        string text = _prefix.Length == 0 ? sql : _prefix + sql;
        _prefix = "";
        return new CommandDefinition(text, parameters, transaction, cancellationToken: cancellationToken);
    }
}
