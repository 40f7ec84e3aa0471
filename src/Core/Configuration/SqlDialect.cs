using System.Data.Common;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>The few things SQLite and PostgreSQL say differently. All other statements are the same for both.</summary>
internal abstract class SqlDialect
{
    /// <summary>The database's clock at this moment.</summary>
    public abstract string Now { get; }

    /// <summary>The database's clock when the transaction began.</summary>
    public abstract string Began { get; }

    /// <summary>Ends a SELECT: the rows are ours until the transaction ends; waits for others.</summary>
    public abstract string ForUpdate { get; }

    /// <summary>Ends a SELECT: rows that others hold are left out.</summary>
    public abstract string ForUpdateSkipLocked { get; }

    /// <summary>Ends a SELECT: the rows cannot be removed until the transaction ends.</summary>
    public abstract string ForKeyShare { get; }

    /// <summary>True when only one transaction may write at a time.</summary>
    public abstract bool HasSingleWriter { get; }

    /// <summary>The database's clock plus the seconds in the parameter (a double).</summary>
    public abstract string NowPlus(string secondsParameter);

    /// <summary>A statement that wakes those who wait for something to happen, once the transaction is committed; null where nobody else can be woken.</summary>
    public abstract string? Signal { get; }

    /// <summary>A time as a parameter. Whole microseconds in both engines.</summary>
    public abstract object Time(DateTimeOffset time);

    /// <summary>The same for a time that may be missing.</summary>
    public object? TimeOrNull(DateTimeOffset? time) => time is { } value ? Time(value) : null;

    /// <summary>Begins a transaction that will write.</summary>
    public abstract ValueTask<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Stands before the first statement of a transaction begun by <see cref="BeginNoteAsync"/>, in one round trip with it; empty where there is nothing to say.</summary>
    public virtual string NotePrefix => "";

    /// <summary>Begins a transaction that is whole or not at all as any other, but that a power failure within the next moment may undo: nobody waits for the disk.</summary>
    public abstract ValueTask<DbTransaction> BeginNoteAsync(DbConnection connection, CancellationToken cancellationToken);
}
