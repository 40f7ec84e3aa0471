using System.Data.Common;

namespace Veeam365.Backup.Core.Cache;

/// <summary>The part of a cache that differs between engines.</summary>
internal interface ICacheStore : IAsyncDisposable
{
    /// <summary>Stands after a table's alias where an object's rows are read in the order they lie; empty where the engine decides itself.</summary>
    string ScanHint { get; }

    /// <summary>Stands after a table's alias where only an object's folders are read; empty where the engine decides itself.</summary>
    string FolderHint { get; }

    /// <summary>Stands after a table's alias where all rows are read in the order they lie, without an index; empty where the engine decides itself.</summary>
    string WholeHint { get; }

    /// <summary>An expression for the heads that versions of item i's key lived, as "from to,from to".</summary>
    string KeyIntervals { get; }

    /// <summary>A condition with the parameter @objects that lets rows of these objects through; empty where the engine gains nothing by it.</summary>
    string ObjectsCondition { get; }

    /// <summary>The words of items.</summary>
    IWordIndex Words { get; }

    /// <summary>Ends what runs on the connection when the token is cancelled, where the driver does not.</summary>
    IDisposable InterruptOn(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>The FROM clause that finds items (alias i) through the columns object_id, key_hash and valid_from of alias k.</summary>
    string ItemsByKey { get; }

    /// <summary>Takes away what the loading of a first head left, for roll-back.</summary>
    Task ForgetLoadAsync(CacheTransaction transaction, long objectId, CancellationToken cancellationToken);

    /// <summary>The operator that compares a name with <see cref="SearchPattern.Like"/>.</summary>
    string LikeOperator { get; }

    /// <summary>Stands after a SELECT whose row is about to be changed by this transaction.</summary>
    string RowLock { get; }

    /// <summary>Opens a connection for reading; writers do not wait for it.</summary>
    Task<DbConnection> OpenReaderAsync(CancellationToken cancellationToken);

    /// <summary>Runs the work in a transaction, which is undone if the work throws.</summary>
    Task<T> WriteAsync<T>(Func<CacheTransaction, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Adds chunks, except those that are known.</summary>
    /// <returns>The number added.</returns>
    Task<int> AddChunksAsync(CacheTransaction transaction, IReadOnlyList<(byte[] Id, byte[] Location)> chunks, CancellationToken cancellationToken);

    /// <summary>The location of a chunk; null when unknown.</summary>
    ValueTask<byte[]?> FindChunkAsync(byte[] id, CancellationToken cancellationToken);

    /// <summary>The next ids of chunks in their order (null: from the first).</summary>
    Task<IReadOnlyList<byte[]>> ListChunksAsync(byte[]? after, int count, CancellationToken cancellationToken);

    /// <summary>Empties all tables.</summary>
    Task ClearAsync(CancellationToken cancellationToken);

    /// <summary>The typed error for an error of the engine (<see cref="Database.DatabaseErrors.IsFromDatabase"/>).</summary>
    Exception Translate(Exception error);
}
