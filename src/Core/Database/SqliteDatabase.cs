using System.Data.Common;
using Microsoft.Data.Sqlite;
using Veeam365.Backup.Core.Files;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Database;

/// <summary>A SQLite file in WAL mode: many readers beside one writer, durable at each commit.</summary>
public sealed class SqliteDatabase : IDatabase
{
    private readonly string _connectionString;

    /// <summary>Names the file; it is created with its folder at the first opening.</summary>
    public SqliteDatabase(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = true,
            DefaultTimeout = 30,
        }.ToString();
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public DatabaseEngine Engine => DatabaseEngine.Sqlite;

    /// <inheritdoc/>
    public string Display => Path;

    /// <inheritdoc/>
    /// <exception cref="ConfigurationException">Database.Damaged: the file is no database. Database.Unavailable: it cannot be opened.</exception>
    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            PrivateFolder.Create(System.IO.Path.GetDirectoryName(Path)!);
            // SQLite gives its WAL and index files the rights of the database file (sqlite.org/src: findCreateFileMode).
            PrivateFile.CreateEmpty(Path);
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using SqliteCommand pragma = connection.CreateCommand();
            // synchronous=FULL: in WAL mode NORMAL may lose the last commits when the power fails (sqlite.org/pragma.html#pragma_synchronous).
            pragma.CommandText = "PRAGMA busy_timeout=30000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;";
            await pragma.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            if (DatabaseErrors.IsDamage(e))
                throw DatabaseErrors.Translate(e, Display);
            throw new ConfigurationException(
                "Database.Unavailable",
                $"The database file '{Path}' cannot be opened: {e.Message}",
                "Check that the folder exists, that you may write to it and that the disk has room; or name another file with Connect-BackupConfiguration -Path.",
                e);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }
}
