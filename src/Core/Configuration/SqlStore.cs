using System.Data.Common;
using System.Runtime.CompilerServices;
using Polly;
using Polly.Retry;
using Veeam365.Backup.Core.Database;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>
/// Runs work as one transaction: again when another one was in the way, whole or not at all, with errors for people.
/// Work may therefore run more than once and must change nothing but the database.
/// </summary>
internal sealed class SqlStore : IDisposable
{
    private const int PageSize = 500;

    private delegate ValueTask<DbTransaction> BeginTransaction(DbConnection connection, CancellationToken cancellationToken);

    private readonly IDatabase _database;
    private readonly SqlDialect _dialect;
    private readonly ResiliencePipeline _reading;
    private readonly ResiliencePipeline _writing;

    // SQLite lets waiting writers poll; within this process they queue up instead.
    private readonly SemaphoreSlim _writers = new(1, 1);

    public SqlStore(IDatabase database)
    {
        _database = database;
        _dialect = database.Engine == DatabaseEngine.Sqlite ? new SqliteDialect() : new PostgresDialect();
        _reading = Pipeline(e => DatabaseErrors.IsContention(e) || DatabaseErrors.IsBrokenConnection(e), attempts: 3);
        // A writer whose connection broke during its commit cannot know whether it counted: that is not tried again.
        // SQLite has already waited its busy timeout by then.
        _writing = Pipeline(e => DatabaseErrors.IsContention(e) || DatabaseErrors.IsUncommitted(e), attempts: _dialect.HasSingleWriter ? 1 : 8);
    }

    /// <summary>Runs one reading statement.</summary>
    public Task<T> ReadAsync<T>(Func<SqlUnit, Task<T>> work, CancellationToken cancellationToken) =>
        GuardAsync(() => _reading.ExecuteAsync(token => ReadOnceAsync(work, token), cancellationToken), cancellationToken);

    /// <summary>Runs a transaction.</summary>
    public Task<T> WriteAsync<T>(Func<SqlUnit, Task<T>> work, CancellationToken cancellationToken) =>
        GuardAsync(() => WriteInTurnAsync(work, _dialect.BeginWriteAsync, "", cancellationToken), cancellationToken);

    /// <summary>
    /// Runs a transaction of a running session's bookkeeping (claims, leases, outcomes, log): it means nothing once the machine lost its power, so it does not wait for the disk.
    /// </summary>
    public Task<T> NoteAsync<T>(Func<SqlUnit, Task<T>> work, CancellationToken cancellationToken) =>
        GuardAsync(() => WriteInTurnAsync(work, _dialect.BeginNoteAsync, _dialect.NotePrefix, cancellationToken), cancellationToken);

    /// <inheritdoc cref="NoteAsync{T}"/>
    public Task NoteAsync(Func<SqlUnit, Task> work, CancellationToken cancellationToken) =>
        NoteAsync(
            async unit =>
            {
                await work(unit).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    /// <summary>Runs a transaction.</summary>
    public Task WriteAsync(Func<SqlUnit, Task> work, CancellationToken cancellationToken) =>
        WriteAsync(
            async unit =>
            {
                await work(unit).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    /// <summary>Reads a long list page by page, so that no connection is held while the consumer thinks.</summary>
    /// <param name="limit">At most this many; null for all.</param>
    /// <param name="page">Reads the page that follows an element (null: the first page) of at most so many elements.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async IAsyncEnumerable<T> PagesAsync<T>(
        int? limit, Func<SqlUnit, T?, int, Task<List<T>>> page, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        T? last = null;
        int left = limit ?? int.MaxValue;
        while (left > 0)
        {
            int size = Math.Min(left, PageSize);
            T? after = last;
            List<T> rows = await ReadAsync(unit => page(unit, after, size), cancellationToken).ConfigureAwait(false);
            foreach (T row in rows)
                yield return row;
            if (rows.Count < size)
                yield break;
            last = rows[^1];
            left -= rows.Count;
        }
    }

    public void Dispose() => _writers.Dispose();

    private async ValueTask<T> WriteInTurnAsync<T>(Func<SqlUnit, Task<T>> work, BeginTransaction begin, string prefix, CancellationToken cancellationToken)
    {
        if (!_dialect.HasSingleWriter)
            return await _writing.ExecuteAsync(token => WriteOnceAsync(work, begin, prefix, token), cancellationToken).ConfigureAwait(false);
        await _writers.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _writing.ExecuteAsync(token => WriteOnceAsync(work, begin, prefix, token), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writers.Release();
        }
    }

    private async ValueTask<T> ReadOnceAsync<T>(Func<SqlUnit, Task<T>> work, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await work(new SqlUnit(connection, null, _dialect, "", cancellationToken)).ConfigureAwait(false);
    }

    private async ValueTask<T> WriteOnceAsync<T>(Func<SqlUnit, Task<T>> work, BeginTransaction begin, string prefix, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using DbTransaction transaction = await begin(connection, cancellationToken).ConfigureAwait(false);
        T result = await DatabaseErrors.BeforeCommitAsync(() => work(new SqlUnit(connection, transaction, _dialect, prefix, cancellationToken))).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }

    private async Task<T> GuardAsync<T>(Func<ValueTask<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Whatever a driver makes of a cancelled statement.
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception e) when (DatabaseErrors.IsFromDatabase(e))
        {
            throw AsOurs(DatabaseErrors.Translate(e, _database.Display));
        }
        catch (ConfigurationException e) when (e.ErrorId == DatabaseErrors.Damaged)
        {
            throw AsOurs(e);
        }
    }

    /// <summary>What damage means for a configuration.</summary>
    internal static BackupException AsOurs(BackupException error) => error.ErrorId != DatabaseErrors.Damaged
        ? error
        : new ConfigurationException(
            "Configuration.Damaged",
            error.Message,
            "Put a good copy of the configuration in its place, or begin a new one (Connect-BackupConfiguration) and add the repositories again: they hold all that is needed to restore.",
            error);

    private static ResiliencePipeline Pipeline(Func<Exception, bool> shouldRetry, int attempts) => new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } e && shouldRetry(e)),
            MaxRetryAttempts = attempts,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(20),
            MaxDelay = TimeSpan.FromSeconds(2),
            UseJitter = true,
        })
        .Build();
}
