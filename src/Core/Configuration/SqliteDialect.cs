using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>SQLite: times are text of one fixed length, so that they compare as text; one transaction writes at a time, so that rows need no locks.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    // %f gives milliseconds (sqlite.org/lang_datefunc.html); the zeros make it as long as the times given from outside.
    private const string Format = "'%Y-%m-%dT%H:%M:%f000Z'";

    public override string Now => $"strftime({Format}, 'now')";

    public override string Began => Now;

    public override string ForUpdate => "";

    public override string ForUpdateSkipLocked => "";

    public override string ForKeyShare => "";

    public override string? Signal => null;

    public override bool HasSingleWriter => true;

    public override string NowPlus(string secondsParameter) => $"strftime({Format}, 'now', printf('%+.3f seconds', {secondsParameter}))";

    public override object Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    // BEGIN IMMEDIATE: a transaction that reads first and writes later could find at its first write that it is too late (SQLITE_BUSY_SNAPSHOT).
    public override ValueTask<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken) =>
        ValueTask.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: false));

    // The setting is the connection's and is set anew at each opening (sqlite.org/pragma.html#pragma_synchronous).
    public override async ValueTask<DbTransaction> BeginNoteAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition("PRAGMA synchronous=NORMAL", cancellationToken: cancellationToken)).ConfigureAwait(false);
        return await BeginWriteAsync(connection, cancellationToken).ConfigureAwait(false);
    }
}
