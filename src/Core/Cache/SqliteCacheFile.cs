using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Veeam365.Backup.Core.Database;

namespace Veeam365.Backup.Core.Cache;

/// <summary>Judges the file of a SQLite cache before it is used, and sets aside what cannot be.</summary>
internal static class SqliteCacheFile
{
    private static readonly string[] Companions = ["", "-wal", "-shm", "-journal"];

    /// <summary>Remembers that damage was met, so that the next opening sets the file aside.</summary>
    public static void MarkDamaged(string path)
    {
        try
        {
            File.WriteAllBytes(MarkOf(path), []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Where nothing can be written, the error itself is all that can be reported.
        }
    }

    /// <summary>True when the file is missing, empty or a sound cache. A file that was closed cleanly is not read through.</summary>
    public static async Task<bool> IsUsableAsync(string path, CancellationToken cancellationToken)
    {
        if (File.Exists(MarkOf(path)))
            return false;
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
            return true;
        bool leftOpen = new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };
        try
        {
            await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 }.ToString());
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            if (!await IsCacheAsync(connection, cancellationToken).ConfigureAwait(false))
                return false;
            return !leftOpen || await IsInUseAsync(connection, cancellationToken).ConfigureAwait(false) || await IsSoundAsync(connection, cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException e) when (DatabaseErrors.IsDamage(e))
        {
            return false;
        }
    }

    /// <summary>Renames the file and its companions, keeping them for whoever wants to know what happened.</summary>
    public static void SetAside(string path)
    {
        string suffix = ".damaged-" + DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        foreach (string companion in Companions.Where(companion => File.Exists(path + companion)))
            File.Move(path + companion, path + suffix + companion);
        File.Delete(MarkOf(path));
    }

    /// <summary>Deletes the file and its companions.</summary>
    public static void Delete(string path)
    {
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            return;
        foreach (string companion in Companions)
            File.Delete(path + companion);
        File.Delete(MarkOf(path));
    }

    private static string MarkOf(string path) => path + ".damaged";

    private static async Task<bool> IsCacheAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        long tables = await connection.ExecuteScalarAsync<long>(
            new CommandDefinition("SELECT COUNT(*) FROM sqlite_master", cancellationToken: cancellationToken)).ConfigureAwait(false);
        long application = await connection.ExecuteScalarAsync<long>(
            new CommandDefinition("PRAGMA application_id", cancellationToken: cancellationToken)).ConfigureAwait(false);
        return tables == 0 || application == CacheSchema.ApplicationId;
    }

    /// <summary>A WAL that was left behind belongs to another user of the file, or to a crash. Only when there is no other user can the journal mode change.</summary>
    private static async Task<bool> IsInUseAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            string? mode = await connection.ExecuteScalarAsync<string>(
                new CommandDefinition("PRAGMA journal_mode=DELETE", cancellationToken: cancellationToken)).ConfigureAwait(false);
            return mode != "delete";
        }
        catch (SqliteException e) when (!DatabaseErrors.IsDamage(e))
        {
            return true;
        }
    }

    private static async Task<bool> IsSoundAsync(SqliteConnection connection, CancellationToken cancellationToken) =>
        await connection.ExecuteScalarAsync<string>(
            new CommandDefinition("PRAGMA quick_check(1)", commandTimeout: 0, cancellationToken: cancellationToken)).ConfigureAwait(false) == "ok";
}
