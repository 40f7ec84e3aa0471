using System.Data.Common;
using System.Text;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Veeam365.Backup.Core.Cache;

/// <summary>
/// Words as tsvectors under a GIN index, made of our own words (array_to_tsvector), so neither an extension nor a dictionary is needed and addresses are not kept whole as PostgreSQL's parser keeps them.
/// </summary>
internal sealed class PostgresWordIndex(PostgresCacheStore store) : IWordIndex
{
    /// <summary>Rows of one transaction.</summary>
    private const int Step = 10_000;

    /// <inheritdoc/>
    public string Source => "item_word w CROSS JOIN LATERAL (SELECT * FROM item x WHERE x.id = w.item_id OFFSET 0) i"; // row by row: the planner knows too little of words to choose

    /// <inheritdoc/>
    public string Condition => "w.words @@ CAST(@words AS tsquery)";

    /// <inheritdoc/>
    public string Expression(WordQuery query, long? objectId) => query.ToTsQuery(objectId);

    /// <inheritdoc/>
    public async Task<long> ReadIndexedAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT indexed FROM word_state";
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    /// <inheritdoc/>
    public async Task<long> CatchUpAsync(CancellationToken cancellationToken)
    {
        long end = await ReadSettledAsync(cancellationToken).ConfigureAwait(false);
        long rows = 0;
        int step;
        do
        {
            step = await store.WriteAsync(tx => AddNextAsync((NpgsqlConnection)tx.Connection, end, cancellationToken), cancellationToken).ConfigureAwait(false);
            rows += step;
        }
        while (step == Step);
        if (rows > 0)
            await store.WriteAsync(tx => tx.Connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT gin_clean_pending_list('item_word_words')", cancellationToken: cancellationToken)), cancellationToken).ConfigureAwait(false);
        return rows;
    }

    /// <summary>
    /// The number up to which no row can appear any more. Numbers are given in order but committed in any: once nobody else is writing, which takes a moment to wait for, all that were given are settled.
    /// </summary>
    private Task<long> ReadSettledAsync(CancellationToken cancellationToken) => store.WriteAsync(
        tx => tx.Connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SET LOCAL lock_timeout = '10s'; LOCK TABLE item IN SHARE MODE; SELECT COALESCE(MAX(id), 0) FROM item", cancellationToken: cancellationToken)),
        cancellationToken);

    private static async Task<int> AddNextAsync(NpgsqlConnection connection, long end, CancellationToken cancellationToken)
    {
        // The row's lock keeps other processes from indexing the same.
        long indexed = await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT indexed FROM word_state FOR UPDATE", cancellationToken: cancellationToken)).ConfigureAwait(false);
        var ids = new List<long>();
        var words = new List<string>();
        await ReadNextAsync(connection, indexed, end, ids, words, cancellationToken).ConfigureAwait(false);
        if (ids.Count == 0)
            return 0;
        await using var add = new NpgsqlCommand(
            """
            INSERT INTO item_word (item_id, words) SELECT r.id, array_to_tsvector(array_remove(string_to_array(r.words, ' '), '')) FROM unnest(@ids, @words) r (id, words)
            ON CONFLICT (item_id) DO NOTHING;
            UPDATE word_state SET indexed = @last
            """,
            connection);
        add.Parameters.AddWithValue("ids", ids.ToArray());
        add.Parameters.AddWithValue("words", NpgsqlDbType.Array | NpgsqlDbType.Text, words.ToArray());
        add.Parameters.AddWithValue("last", ids[^1]);
        await add.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return ids.Count;
    }

    private static async Task ReadNextAsync(NpgsqlConnection connection, long indexed, long end, List<long> ids, List<string> words, CancellationToken cancellationToken)
    {
        await using var next = new NpgsqlCommand(
            "SELECT id, object_id, name, sender, recipients FROM item WHERE id > @indexed AND id <= @end ORDER BY id LIMIT @step", connection);
        next.Parameters.AddWithValue("indexed", indexed);
        next.Parameters.AddWithValue("end", end);
        next.Parameters.AddWithValue("step", (long)Step);
        await using NpgsqlDataReader reader = await next.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new StringBuilder();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            ids.Add(reader.GetInt64(0));
            words.Add(WordQuery.IndexText(reader.GetInt64(1), CacheText.Decode(reader.GetString(2)), Text(reader, 3), Text(reader, 4), buffer));
        }
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : CacheText.Decode(reader.GetString(column));
}
