using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using Veeam365.Backup.Core.Database;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>Reads a cache across restore points.</summary>
internal sealed class CacheHistory(ICacheStore store) : ICacheHistory
{
    private const string Objects = """
        SELECT o.id, o.organization_id, o.job_id, o.kind, o.directory_id, o.display_name, o.address, o.workload, h.head, h.name, h.hash, h.items, h.bytes
        FROM object o JOIN object_head h ON h.object_id = o.id AND h.head = o.committed ORDER BY o.id
        """;

    private const string Points = """
        SELECT id AS "Id", job_id AS "JobId", sequence AS "Sequence", hash AS "Hash", created_at AS "CreatedAt", objects AS "Objects", items AS "Items", bytes AS "Bytes"
        FROM point ORDER BY job_id, sequence
        """;

    /// <inheritdoc/>
    public async IAsyncEnumerable<CachedPoint> ListPointsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (PointRow row in await ReadPointsAsync(cancellationToken).ConfigureAwait(false))
            yield return row.ToPoint();
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<CachedObject> ListObjectsAsync(CancellationToken cancellationToken) =>
        ReadAsync(Objects, null, ReadObject, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<CachedHead> ListHeadsAsync(CachedObject target, CancellationToken cancellationToken) =>
        ReadAsync(
            "SELECT head, name, hash, valid_from, valid_to FROM point_head WHERE job_id = @job AND object_id = @object ORDER BY valid_from",
            command => command.Bind("@job", target.Identity.JobId.ToString("N")).Bind("@object", target.Id),
            reader => new CachedHead(
                new SegmentReference(target.Identity.Key, (int)reader.GetInt64(0), CacheText.Decode(reader.GetString(1)), new Sha256Hash((byte[])reader.GetValue(2))),
                reader.GetInt64(3),
                reader.GetInt64(4)),
            cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<HeldVersion> ListVersionsAsync(long objectId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string sql = $"""
            SELECT {ItemRowReader.Columns}, i.valid_from, i.valid_to FROM item i {store.ScanHint} LEFT JOIN parent_key p ON p.id = i.parent_id
            WHERE i.object_id = @object
            """;
        ItemRowReader? rows = null;
        IAsyncEnumerable<HeldVersion> versions = ReadAsync(
            sql,
            command => command.Bind("@object", objectId),
            reader => new HeldVersion(
                (int)reader.GetInt64(ItemRowReader.ColumnCount), (int)reader.GetInt64(ItemRowReader.ColumnCount + 1), (rows ??= new ItemRowReader(reader)).Read()),
            cancellationToken);
        await foreach (HeldVersion version in versions.ConfigureAwait(false))
            yield return version;
    }

    private static CachedObject ReadObject(DbDataReader reader)
    {
        PointHead head = PointHead.Read(reader);
        return new CachedObject(head.ObjectId, head.Record.Identity, head.Record.Segment, head.Record.Segment, new HeadTotals(head.Record.Items, head.Record.Bytes));
    }

    private async Task<IReadOnlyList<PointRow>> ReadPointsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
            return [.. await connection.QueryAsync<PointRow>(new CommandDefinition(Points, cancellationToken: cancellationToken)).ConfigureAwait(false)];
        }
        catch (Exception e) when (DatabaseErrors.IsFromDatabase(e))
        {
            throw store.Translate(e);
        }
    }

    private async IAsyncEnumerable<T> ReadAsync<T>(
        string sql, Action<DbCommand>? bind, Func<DbDataReader, T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        bind?.Invoke(command);
        await using DbDataReader reader = await GuardAsync(command.ExecuteReaderAsync(cancellationToken)).ConfigureAwait(false);
        while (await GuardAsync(reader.ReadAsync(cancellationToken)).ConfigureAwait(false))
            yield return read(reader);
    }

    private async Task<T> GuardAsync<T>(Task<T> work)
    {
        try
        {
            return await work.ConfigureAwait(false);
        }
        catch (Exception e) when (DatabaseErrors.IsFromDatabase(e))
        {
            throw store.Translate(e);
        }
    }
}
