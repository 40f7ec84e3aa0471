using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Database;

/// <summary>Turns what the database drivers throw into errors for people, and tells which of it is worth another try.</summary>
public static class DatabaseErrors
{
    /// <summary>The error id of a file or page that is no database.</summary>
    public const string Damaged = "Database.Damaged";

    private const string UncommittedMark = "Veeam365.Uncommitted";

    // Result codes: sqlite.org/rescode.html.
    private const int SqliteBusy = 5, SqliteLocked = 6, SqliteReadOnly = 8, SqliteCorrupt = 11, SqliteFull = 13, SqliteConstraint = 19, SqliteNotADatabase = 26;

    /// <summary>True for exceptions that come from a database driver or from the connection to the server.</summary>
    public static bool IsFromDatabase(Exception exception) => exception is DbException or SocketException or IOException or TimeoutException or ObjectDisposedException;

    /// <summary>True when the whole transaction may be run again: another one was in the way and nothing was changed.</summary>
    public static bool IsContention(Exception exception) => exception switch
    {
        SqliteException e => e.SqliteErrorCode is SqliteBusy or SqliteLocked,
        PostgresException e => e.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable || IsOldPlan(e),
        _ => false,
    };

    // Another version of the module brought the tables on while this connection had its statements prepared: the next time they are prepared anew.
    private static bool IsOldPlan(PostgresException e) => e.SqlState == PostgresErrorCodes.FeatureNotSupported && e.MessageText.Contains("cached plan", StringComparison.Ordinal);

    /// <summary>True when the connection to the server broke: whoever only read may read again over a new one.</summary>
    public static bool IsBrokenConnection(Exception exception) => exception switch
    {
        PostgresException e => e.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow,
        NpgsqlException { InnerException: IOException or SocketException or EndOfStreamException } => true,
        // A connection that breaks while it is being used by its pool as well may show as one that is disposed of.
        ObjectDisposedException => true,
        _ => false,
    };

    /// <summary>Runs the part of a transaction that comes before its commit and marks its errors: nothing of it was kept, whatever broke.</summary>
    public static async Task<T> BeforeCommitAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (IsBrokenConnection(e))
        {
            e.Data[UncommittedMark] = true;
            throw;
        }
    }

    /// <summary>True when the connection broke before the commit was sent: whoever wrote may write again over a new one.</summary>
    public static bool IsUncommitted(Exception exception) => exception.Data.Contains(UncommittedMark);

    /// <summary>True when the file is no database or its pages do not fit together.</summary>
    public static bool IsDamage(Exception exception) => exception is SqliteException { SqliteErrorCode: SqliteCorrupt or SqliteNotADatabase };

    /// <summary>The error to show for one that <see cref="IsFromDatabase"/> knows.</summary>
    /// <param name="exception">What the driver threw; becomes the inner exception.</param>
    /// <param name="display">What people call the database (<see cref="IDatabase.Display"/>).</param>
    public static BackupException Translate(Exception exception, string display) => exception switch
    {
        SqliteException e => TranslateSqlite(e, display),
        PostgresException e => TranslatePostgres(e, display),
        _ => Unavailable(exception, display),
    };

    private static BackupException TranslateSqlite(SqliteException e, string display) => e.SqliteErrorCode switch
    {
        SqliteFull => Full(e, display),
        SqliteCorrupt or SqliteNotADatabase => new ConfigurationException(
            Damaged,
            $"'{display}' is not a database or is damaged.",
            "Put a good copy of the file in its place, or move it away to begin with an empty one.",
            e),
        SqliteConstraint => Changed(e, display),
        SqliteBusy or SqliteLocked => Busy(e, display),
        SqliteReadOnly => ReadOnly(e, display),
        _ => new ConfigurationException(
            "Database.Unavailable",
            $"The database file '{display}' cannot be used: {e.Message}",
            "Check that its folder exists, that you may write to it and that the disk is healthy and has room.",
            e),
    };

    private static BackupException TranslatePostgres(PostgresException e, string display) => e.SqlState switch
    {
        PostgresErrorCodes.DiskFull => Full(e, display),
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => new ConfigurationException(
            Damaged,
            $"PostgreSQL at {display} reports damaged data: {e.MessageText}",
            "Have the server's administrator check the disk and restore the database from a backup.",
            e),
        PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation => Changed(e, display),
        PostgresErrorCodes.ReadOnlySqlTransaction => ReadOnly(e, display),
        PostgresErrorCodes.InsufficientPrivilege => new ConfigurationException(
            "Database.PermissionMissing",
            $"PostgreSQL at {display} refuses: {e.MessageText}",
            "Grant the user CREATE on the database, or all rights on the schema and its tables.",
            e),
        _ when IsContention(e) => Busy(e, display),
        _ => Unavailable(e, display),
    };

    private static StoreFullException Full(Exception e, string display) => new(
        "Database.DiskFull",
        $"The disk of the database {display} is full.",
        "Free room on that disk; nothing of the last change was kept, so run the command again.",
        e);

    private static ConflictException Changed(Exception e, string display) => new(
        "Database.ChangedMeanwhile",
        $"Somebody else changed the same thing in {display} at the same time.",
        "Look at what is there now and run the command again.",
        e);

    private static ConfigurationException Busy(Exception e, string display) => new(
        "Database.Busy",
        $"The database {display} stayed locked by others.",
        "Run the command again; when it repeats, look for a program that holds the database open.",
        e);

    private static ConfigurationException ReadOnly(Exception e, string display) => new(
        "Database.ReadOnly",
        $"The database {display} cannot be written to.",
        "Check the rights of the file and its folder, or that the server is not a read-only replica.",
        e);

    private static ConfigurationException Unavailable(Exception e, string display) => new(
        "Database.Unavailable",
        $"The database {display} cannot be used: {(e is ObjectDisposedException ? "the connection was lost" : e.Message)}",
        "Check that it can be reached, then run the command again; whether the last change was made shows when you list it.",
        e);
}
