using System.Data.Common;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>PostgreSQL.</summary>
internal sealed class PostgresDialect : SqlDialect
{
    // now() is the time the transaction began: one that waited for a lock would grant leases from the past.
    public override string Now => "clock_timestamp()";

    public override string Began => "now()";

    public override string ForUpdate => " FOR UPDATE";

    public override string ForUpdateSkipLocked => " FOR UPDATE SKIP LOCKED";

    public override string ForKeyShare => " FOR KEY SHARE";

    // The search path begins with the configuration's schema.
    public override string? Signal => "SELECT pg_notify('veeam365_' || current_schema(), '')";

    public override bool HasSingleWriter => false;

    public override string NowPlus(string secondsParameter) => $"clock_timestamp() + make_interval(secs => {secondsParameter})";

    // Npgsql writes only offset zero to timestamptz.
    public override object Time(DateTimeOffset time) => time.ToUniversalTime();

    public override ValueTask<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection.BeginTransactionAsync(cancellationToken);

    // postgresql.org/docs/current/wal-async-commit.html: a crash can lose the last moments, never consistency.
    public override string NotePrefix => "SET LOCAL synchronous_commit TO OFF; ";

    public override ValueTask<DbTransaction> BeginNoteAsync(DbConnection connection, CancellationToken cancellationToken) => BeginWriteAsync(connection, cancellationToken);
}
