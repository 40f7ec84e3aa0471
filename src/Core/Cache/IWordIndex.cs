using System.Data.Common;

namespace Veeam365.Backup.Core.Cache;

/// <summary>
/// The words of item rows, for searching. It follows the rows: those up to a number are indexed, later ones are not yet and are searched row by row. Rows that are deleted leave it in the same transaction.
/// Versions that ended stay in it: whether a row counts is decided by its heads.
/// </summary>
internal interface IWordIndex
{
    /// <summary>The FROM clause that finds item rows (alias i) by words; needs <see cref="Condition"/>.</summary>
    string Source { get; }

    /// <summary>The condition with the parameter @words.</summary>
    string Condition { get; }

    /// <summary>The value of @words.</summary>
    string Expression(WordQuery query, long? objectId);

    /// <summary>The number up to which rows are indexed.</summary>
    Task<long> ReadIndexedAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Indexes rows that are not yet, a few thousand at a time so that nobody waits for long.</summary>
    /// <returns>The number of rows.</returns>
    Task<long> CatchUpAsync(CancellationToken cancellationToken);
}
