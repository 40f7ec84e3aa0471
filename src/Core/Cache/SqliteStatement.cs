using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Veeam365.Backup.Core.Cache;

/// <summary>
/// A prepared statement used again and again without the boxes, name look-ups and strings of the ADO.NET layer,
/// which cost as much as the statement itself where it runs once for each of a million rows. Columns count from 0, parameters from 1.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <summary>Prepares it.</summary>
    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public void Bind(int parameter, long value) => Check(raw.sqlite3_bind_int64(_statement, parameter, value));

    public void Bind(int parameter, long? value)
    {
        if (value is { } number)
            Bind(parameter, number);
        else
            Check(raw.sqlite3_bind_null(_statement, parameter));
    }

    public void Bind(int parameter, ReadOnlySpan<byte> value) => Check(raw.sqlite3_bind_blob(_statement, parameter, value));

    public void Bind(int parameter, KeyHash value)
    {
        Span<byte> bytes = stackalloc byte[KeyHash.Size];
        value.CopyTo(bytes);
        Bind(parameter, bytes);
    }

    public void Bind(int parameter, string? value)
    {
        if (value is null)
            Check(raw.sqlite3_bind_null(_statement, parameter));
        else if (value.Length <= 1_000)
            BindText(parameter, value, stackalloc byte[value.Length * 3]);
        else
            BindLongText(parameter, value);
    }

    /// <summary>Runs a statement without rows.</summary>
    public void Execute()
    {
        int code = raw.sqlite3_step(_statement);
        Reset();
        if (code != raw.SQLITE_DONE)
            Check(code);
    }

    /// <summary>Goes to the next row; <see cref="Reset"/> when no more are wanted.</summary>
    public bool Read()
    {
        int code = raw.sqlite3_step(_statement);
        if (code is raw.SQLITE_ROW or raw.SQLITE_DONE)
            return code == raw.SQLITE_ROW;
        Reset();
        Check(code);
        return false;
    }

    /// <summary>Makes it ready for the next run.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    public long GetNumber(int column) => raw.sqlite3_column_int64(_statement, column);

    public long? GetNumberOrNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL ? null : GetNumber(column);

    public string? GetText(int column) =>
        raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL ? null : raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public byte[] GetBytes(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private void BindText(int parameter, string value, Span<byte> buffer)
    {
        // An empty span is a null pointer to SQLite, which would make it NULL.
        if (value.Length == 0)
            Check(raw.sqlite3_bind_text(_statement, parameter, value));
        else
            Check(raw.sqlite3_bind_text(_statement, parameter, buffer[..Encoding.UTF8.GetBytes(value, buffer)]));
    }

    private void BindLongText(int parameter, string value)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length));
        try
        {
            BindText(parameter, value, buffer);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
