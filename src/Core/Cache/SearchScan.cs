using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Data.Sqlite;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>One statement of a search: which rows it reads, by what, and which of them count.</summary>
internal sealed record SearchScan
{
    private const int SqliteInterrupt = 9; // sqlite.org/rescode.html#interrupt

    public enum Access
    {
        /// <summary>The rows of one object, in the order of its folders.</summary>
        Object,

        /// <summary>All rows in the order they lie: an order of magnitude quicker for each than by an index.</summary>
        Whole,

        /// <summary>Rows by their words, of those that are indexed.</summary>
        Words,

        /// <summary>Rows that are not indexed yet.</summary>
        Unindexed,

        /// <summary>The rows of one key of one object.</summary>
        Key,
    }

    public required Access By { get; init; }

    public required ItemFilter Filter { get; init; }

    /// <summary>The objects whose rows count, by number.</summary>
    public required IReadOnlyDictionary<long, SearchedObject> Objects { get; init; }

    /// <summary>The only object; null for several.</summary>
    public SearchedObject? Only { get; init; }

    /// <summary>Only children of this parent.</summary>
    public long? ParentId { get; init; }

    /// <summary>The number up to which rows are indexed.</summary>
    public long Indexed { get; init; }

    private bool OnlyFolders => Filter.OnlyFolders && By == Access.Object && ParentId is null;

    /// <summary>Reads what counts.</summary>
    public async IAsyncEnumerable<CachedItem> ReadAsync(DbConnection connection, ICacheStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.CreateCommand();
        Describe(command, store);
        using IDisposable interrupt = store.InterruptOn(connection, cancellationToken);
        await using DbDataReader reader = await InterruptibleAsync(() => command.ExecuteReaderAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        var rows = new ItemRowReader(reader);
        bool more = true;
        try
        {
            while (more = await InterruptibleAsync(() => reader.ReadAsync(cancellationToken), cancellationToken).ConfigureAwait(false))
            {
                if (Take(reader, rows) is { } item)
                    yield return item;
            }
        }
        finally
        {
            // Whoever wanted the first few only must not wait until the server has sent the rest.
            if (more)
                command.Cancel();
        }
    }

    private static async Task<T> InterruptibleAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SqliteInterrupt && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(null, e, cancellationToken);
        }
    }

    private CachedItem? Take(DbDataReader reader, ItemRowReader rows)
    {
        const int objectId = ItemRowReader.ColumnCount, validFrom = objectId + 1, validTo = objectId + 2, intervals = objectId + 3;
        if (!Objects.TryGetValue(reader.GetInt64(objectId), out SearchedObject? of))
            return null;
        long from = reader.GetInt64(validFrom), to = reader.GetInt64(validTo);
        if (!of.Holds(from, to) || !rows.Matches(Filter))
            return null;
        CachedItem? item = of.Take(from, to, of.IsPlain || reader.IsDBNull(intervals) ? null : reader.GetString(intervals), rows.Read);
        return item is not null && Filter.AdmitsParent(item.Version.ParentKey) ? item : null;
    }

    private void Describe(DbCommand command, ICacheStore store)
    {
        var sql = new StringBuilder($"SELECT {ItemRowReader.Columns}, i.object_id, i.valid_from, i.valid_to");
        if (!Filter.IsPlain)
            sql.Append(CultureInfo.InvariantCulture, $", CASE WHEN i.valid_to = {CacheSchema.Alive} THEN NULL ELSE {store.KeyIntervals} END");
        sql.Append(CultureInfo.InvariantCulture, $" FROM {SourceOf(store)} LEFT JOIN parent_key p ON p.id = i.parent_id WHERE {ConditionOf(command, store)}");
        AppendObjects(sql, command, store);
        AppendFacts(sql, command);
        AppendPattern(sql, command, "name", Filter.Name, store);
        AppendPattern(sql, command, "sender", Filter.From, store);
        AppendPattern(sql, command, "recipients", Filter.To, store);
        command.CommandText = sql.ToString();
    }

    private string SourceOf(ICacheStore store) => By switch
    {
        Access.Words => store.Words.Source,
        Access.Key => store.ItemsByKey,
        Access.Object => $"item i {(OnlyFolders ? store.FolderHint : store.ScanHint)}",
        _ => $"item i {store.WholeHint}",
    };

    private string ConditionOf(DbCommand command, ICacheStore store)
    {
        switch (By)
        {
            case Access.Words:
                command.Bind("@words", store.Words.Expression(Filter.Words!, Only?.Id)).Bind("@indexed", Indexed);
                return $"{store.Words.Condition} AND i.id <= @indexed";
            case Access.Unindexed:
                command.Bind("@indexed", Indexed);
                return "i.id > @indexed";
            case Access.Key:
                command.Bind("@keyObject", Only!.Id).Bind("@hash", KeyHash.Of(Filter.Query.ItemKey!).ToArray());
                return "k.object_id = @keyObject AND k.key_hash = @hash";
            default:
                return "1 = 1";
        }
    }

    private void AppendObjects(StringBuilder sql, DbCommand command, ICacheStore store)
    {
        if (Only is null)
        {
            sql.Append(store.ObjectsCondition);
            if (store.ObjectsCondition.Length > 0)
                command.Bind("@objects", Objects.Keys.ToArray());
            return;
        }

        sql.Append(" AND i.object_id = @object AND i.valid_from <= @head");
        command.Bind("@object", Only.Id).Bind("@head", (long)Only.Newest);
        if (Only.IsPlain)
            sql.Append(" AND i.valid_to > @head");
    }

    private void AppendFacts(StringBuilder sql, DbCommand command)
    {
        ItemQuery query = Filter.Query;
        if (ParentId is { } parent)
            Append(" AND i.parent_id = @parent", "@parent", parent);
        if (OnlyFolders)
            sql.Append(" AND i.kind = 0"); // a literal, so that the partial index of folders is used: a mailbox of a million messages has a few of them
        else if (query.Kinds is { } kinds)
            sql.Append(CultureInfo.InvariantCulture, $" AND i.kind IN ({string.Join(", ", kinds.Select(static k => (int)k).DefaultIfEmpty(-1))})");
        else
            AppendUsualKinds(sql, query);
        if (query.ChangedFrom is { } from)
            Append(" AND COALESCE(i.modified_at, i.created_at) >= @from", "@from", from.ToUnixTimeMilliseconds());
        if (query.ChangedBefore is { } before)
            Append(" AND COALESCE(i.modified_at, i.created_at) < @before", "@before", before.ToUnixTimeMilliseconds());
        if (query.MinimumSize is { } least)
            Append(" AND i.size >= @least", "@least", least);
        if (query.MaximumSize is { } most)
            Append(" AND i.size <= @most", "@most", most);
        if (query.HasAttachments is { } attachments)
            sql.Append(CultureInfo.InvariantCulture, $" AND i.flags & {(int)ItemFlags.HasAttachments} {(attachments ? "<>" : "=")} 0");

        void Append(string condition, string parameter, long value)
        {
            sql.Append(condition);
            command.Bind(parameter, value);
        }
    }

    private static void AppendUsualKinds(StringBuilder sql, ItemQuery query)
    {
        if (!query.IncludeFolders)
            sql.Append(" AND i.kind <> 0");
        if (!query.IncludeVersions)
            sql.Append(CultureInfo.InvariantCulture, $" AND i.kind <> {(int)ItemKind.FileVersion}");
    }

    private static void AppendPattern(StringBuilder sql, DbCommand command, string column, SearchPattern? pattern, ICacheStore store)
    {
        if (pattern?.Like is not { } like)
            return;
        // Rows with escaped text are let through: of name and sender a flag tells them, recipients are looked at.
        string escaped = column == "recipients" ? $"i.recipients {store.LikeOperator} @escape" : $"i.flags >= {ItemRow.EscapedFlag}";
        sql.Append(CultureInfo.InvariantCulture, $" AND (i.{column} {store.LikeOperator} @{column} ESCAPE '\\' OR {escaped})");
        command.Bind("@" + column, like);
        if (column == "recipients")
            command.Bind("@escape", "%\u001A%");
    }
}
