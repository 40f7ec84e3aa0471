using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>The objects of a cache and the writing of their heads.</summary>
internal sealed class CacheObjects(ICacheStore store)
{
    /// <summary>Rows that one transaction of a roll-back takes, so that it never holds other objects up for long.</summary>
    private const int RollBackStep = 20_000;

    private const long RollingBack = -1;

    // The writer number of each object that was opened here: another process may have taken it over meanwhile.
    private readonly ConcurrentDictionary<long, long> _writers = new();

    /// <inheritdoc cref="IPersistentCache.OpenObjectAsync"/>
    public async Task<CachedObject> OpenAsync(ObjectIdentity identity, SegmentReference? keep, CancellationToken cancellationToken)
    {
        ObjectRow row = await store.WriteAsync(tx => FindOrAddAsync(tx.Connection, identity, cancellationToken), cancellationToken).ConfigureAwait(false);
        _writers[row.Id] = row.Writer;
        HeadRecord? kept = keep is null ? null : await FindAppliedAsync(row, identity, keep, cancellationToken).ConfigureAwait(false);
        if (row.HasLeftovers)
            await RollBackAsync(row.Id, kept?.Segment.Head ?? 0, cancellationToken).ConfigureAwait(false);

        await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        row = await ReadAsync(connection, row.Id, "", cancellationToken).ConfigureAwait(false);
        return await DescribeAsync(connection, row, identity, cancellationToken).ConfigureAwait(false) with { Kept = kept };
    }

    /// <inheritdoc cref="IPersistentCache.FenceObjectAsync"/>
    public Task FenceAsync(ObjectIdentity identity, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async tx =>
            {
                ObjectRow row = await FindOrAddAsync(tx.Connection, identity, cancellationToken).ConfigureAwait(false);
                return await tx.Connection.ExecuteAsync(new CommandDefinition(
                    "UPDATE object SET writer = writer + 1 WHERE id = @Id", new { row.Id }, cancellationToken: cancellationToken)).ConfigureAwait(false);
            },
            cancellationToken);

    /// <inheritdoc cref="IPersistentCache.FindObjectAsync"/>
    public async Task<CachedObject?> FindAsync(ObjectIdentity identity, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        ObjectRow? row = await connection.QuerySingleOrDefaultAsync<ObjectRow>(new CommandDefinition(
            $"SELECT {ObjectRow.Columns} FROM object WHERE key = @Key", new { identity.Key }, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return row is null ? null : await DescribeAsync(connection, row, identity, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="IPersistentCache.ApplyAsync"/>
    public async Task ApplyAsync(long objectId, int head, SegmentKind kind, IReadOnlyList<ChangeRecord> changes, CancellationToken cancellationToken)
    {
        ChangeBatch batch = ChangeBatch.From(changes);
        await store.WriteAsync(
            async tx =>
            {
                ObjectRow row = (await ReadOwnAsync(tx.Connection, objectId, cancellationToken).ConfigureAwait(false)).Open(head, kind);
                HeadTotals delta = await new HeadChanges(tx.Items, row).ApplyAsync(batch, cancellationToken).ConfigureAwait(false);
                var states = new StateChanges(tx.Connection, row);
                foreach ((string key, ReadOnlyMemory<byte>? value) in batch.States)
                    await states.ApplyAsync(key, value, cancellationToken).ConfigureAwait(false);
                return await SaveAsync(tx.Connection, row.Add(delta), cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="IPersistentCache.FinishHeadAsync"/>
    public Task<HeadTotals> FinishAsync(long objectId, SegmentReference segment, SegmentKind kind, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async tx =>
            {
                ObjectRow row = (await ReadOwnAsync(tx.Connection, objectId, cancellationToken).ConfigureAwait(false)).Open(segment.Head, kind);
                ThrowIfForeign(row, segment);
                if (row.IsFresh)
                    row = row.Add(await tx.Items.FinishLoadAsync(objectId, segment.Head, cancellationToken).ConfigureAwait(false));
                if (row.TracksSeen)
                    row = row.Add(await EndUnseenAsync(tx.Connection, row, cancellationToken).ConfigureAwait(false));
                await AddHeadAsync(tx.Connection, row, segment, cancellationToken).ConfigureAwait(false);
                await SaveAsync(tx.Connection, row with { Applied = segment.Head, OpenHead = 0 }, cancellationToken).ConfigureAwait(false);
                return new HeadTotals(row.Items, row.Bytes);
            },
            cancellationToken);

    /// <inheritdoc cref="IPersistentCache.RollBackAsync"/>
    public async Task RollBackAsync(long objectId, int keep, CancellationToken cancellationToken)
    {
        ObjectRow row = await store.WriteAsync(tx => BeginRollBackAsync(tx, objectId, keep, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (row.OpenHead != RollingBack)
            return;
        string from = row.Applied == 0 ? "object_id = @Id" : "object_id = @Id AND valid_from > 1 AND valid_from > @Applied";
        const string to = "object_id = @Id AND valid_to < 2147483647 AND valid_to > @Applied";
        foreach (string table in (string[])["item", "state_entry"])
        {
            await RepeatAsync($"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE {from} LIMIT {RollBackStep})", row, cancellationToken).ConfigureAwait(false);
            await RepeatAsync($"UPDATE {table} SET valid_to = 2147483647 WHERE id IN (SELECT id FROM {table} WHERE {to} LIMIT {RollBackStep})", row, cancellationToken).ConfigureAwait(false);
        }

        await store.WriteAsync(tx => EndRollBackAsync(tx.Connection, objectId, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private static async Task<CachedObject> DescribeAsync(DbConnection connection, ObjectRow row, ObjectIdentity identity, CancellationToken cancellationToken)
    {
        (SegmentReference? committed, HeadTotals totals) = await ReadHeadAsync(connection, row, row.Committed, cancellationToken).ConfigureAwait(false);
        (SegmentReference? applied, _) = row.Applied == row.Committed
            ? (committed, totals)
            : await ReadHeadAsync(connection, row, row.Applied, cancellationToken).ConfigureAwait(false);
        return new CachedObject(row.Id, identity, committed, applied, totals);
    }

    /// <summary>The row, locked, if nobody has taken the object over since it was opened here.</summary>
    private async Task<ObjectRow> ReadOwnAsync(DbConnection connection, long objectId, CancellationToken cancellationToken)
    {
        ObjectRow row = await ReadAsync(connection, objectId, store.RowLock, cancellationToken).ConfigureAwait(false);
        if (_writers.TryGetValue(objectId, out long writer) && writer != row.Writer)
            throw new ObjectTakenOverException(row.Key);
        return row;
    }

    private async Task<HeadRecord?> FindAppliedAsync(ObjectRow row, ObjectIdentity identity, SegmentReference keep, CancellationToken cancellationToken)
    {
        if (keep.Head <= row.Committed || keep.Head > row.Applied)
            return null;
        await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        (SegmentReference? segment, HeadTotals totals) = await ReadHeadAsync(connection, row, keep.Head, cancellationToken).ConfigureAwait(false);
        return segment == keep ? new HeadRecord(identity, keep, totals.Items, totals.Bytes) : null;
    }

    private async Task<ObjectRow> FindOrAddAsync(DbConnection connection, ObjectIdentity identity, CancellationToken cancellationToken)
    {
        string find = $"SELECT {ObjectRow.Columns} FROM object WHERE key = @Key{store.RowLock}";
        var command = new CommandDefinition(find, new { identity.Key }, cancellationToken: cancellationToken);
        ObjectRow? row = await connection.QuerySingleOrDefaultAsync<ObjectRow>(command).ConfigureAwait(false);
        if (row is null)
        {
            await AddAsync(connection, identity, cancellationToken).ConfigureAwait(false);
            return await connection.QuerySingleAsync<ObjectRow>(command).ConfigureAwait(false);
        }

        string name = CacheText.Encode(identity.Object.DisplayName);
        string? address = identity.Object.Address is { } given ? CacheText.Encode(given) : null;
        if (row.DisplayName == name && row.Address == address)
            return row;
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE object SET display_name = @name, address = @address WHERE id = @Id", new { row.Id, name, address }, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return row;
    }

    private static Task<int> AddAsync(DbConnection connection, ObjectIdentity identity, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO object (key, organization_id, job_id, kind, directory_id, display_name, address, workload,
                committed, applied, open_head, open_kind, open_fresh, items, bytes)
            VALUES (@Key, @organization, @job, @kind, @directoryId, @name, @address, @workload, 0, 0, 0, 0, 0, 0, 0)
            ON CONFLICT (key) DO NOTHING
            """,
            new
            {
                identity.Key,
                organization = identity.OrganizationId.ToString("N"),
                job = identity.JobId.ToString("N"),
                kind = identity.Object.Kind.ToString(),
                directoryId = CacheText.Encode(identity.Object.Id),
                name = CacheText.Encode(identity.Object.DisplayName),
                address = identity.Object.Address is { } address ? CacheText.Encode(address) : null,
                workload = identity.Workload.ToString(),
            },
            cancellationToken: cancellationToken));

    private static async Task<ObjectRow> ReadAsync(DbConnection connection, long objectId, string rowLock, CancellationToken cancellationToken) =>
        await connection.QuerySingleOrDefaultAsync<ObjectRow>(new CommandDefinition(
            $"SELECT {ObjectRow.Columns} FROM object WHERE id = @objectId{rowLock}", new { objectId }, cancellationToken: cancellationToken)).ConfigureAwait(false)
        ?? throw new NotFoundException(
            "Cache.UnknownObject",
            string.Create(CultureInfo.InvariantCulture, $"The cache does not know object {objectId}; it was probably begun anew meanwhile."),
            "Repeat the session.");

    private static Task<int> SaveAsync(DbConnection connection, ObjectRow row, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE object SET committed = @Committed, applied = @Applied, open_head = @OpenHead, open_kind = @OpenKind, open_fresh = @OpenFresh,
                items = @Items, bytes = @Bytes WHERE id = @Id
            """,
            row,
            cancellationToken: cancellationToken));

    private static async Task<(SegmentReference? Segment, HeadTotals Totals)> ReadHeadAsync(
        DbConnection connection, ObjectRow row, long head, CancellationToken cancellationToken)
    {
        HeadRow? found = head == 0 ? null : await connection.QuerySingleOrDefaultAsync<HeadRow>(new CommandDefinition(
            $"SELECT {HeadRow.Columns} FROM object_head WHERE object_id = @Id AND head = @head", new { row.Id, head }, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return found is null ? (null, new HeadTotals(0, 0)) : (found.ToSegment(row.Key), new HeadTotals(found.Items, found.Bytes));
    }

    private static Task<int> AddHeadAsync(DbConnection connection, ObjectRow row, SegmentReference segment, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO object_head (object_id, head, name, hash, items, bytes) VALUES (@Id, @Head, @name, @hash, @Items, @Bytes)",
            new { row.Id, segment.Head, name = CacheText.Encode(segment.Name), hash = segment.Hash.ToArray(), row.Items, row.Bytes },
            cancellationToken: cancellationToken));

    private static async Task<HeadTotals> EndUnseenAsync(DbConnection connection, ObjectRow row, CancellationToken cancellationToken)
    {
        // Rows that began at this head were named by it; of older ones only those in the seen tables were.
        const string unseenItem = """
            object_id = @Id AND valid_to = 2147483647 AND valid_from < @OpenHead
            AND NOT EXISTS (SELECT 1 FROM seen_item s WHERE s.object_id = item.object_id AND s.item_id = item.id)
            """;
        const string unseenState = """
            object_id = @Id AND valid_to = 2147483647 AND valid_from < @OpenHead
            AND NOT EXISTS (SELECT 1 FROM seen_state s WHERE s.object_id = state_entry.object_id AND s.state_id = state_entry.id)
            """;
        var parameters = new { row.Id, row.OpenHead };
        HeadSum ended = await connection.QuerySingleAsync<HeadSum>(new CommandDefinition(
            $"""SELECT CAST(COUNT(*) AS BIGINT) AS "Items", CAST(COALESCE(SUM(size), 0) AS BIGINT) AS "Bytes" FROM item WHERE kind <> 0 AND {unseenItem}""",
            parameters,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
        await connection.ExecuteAsync(new CommandDefinition(
            $"""
             UPDATE item SET valid_to = @OpenHead WHERE {unseenItem};
             UPDATE state_entry SET valid_to = @OpenHead WHERE {unseenState};
             DELETE FROM seen_item WHERE object_id = @Id;
             DELETE FROM seen_state WHERE object_id = @Id;
             """,
            parameters,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
        return new HeadTotals(-ended.Items, -ended.Bytes);
    }

    /// <summary>From here on the heads to be undone do not count as applied, whatever happens before the end.</summary>
    private async Task<ObjectRow> BeginRollBackAsync(CacheTransaction transaction, long objectId, int keep, CancellationToken cancellationToken)
    {
        DbConnection connection = transaction.Connection;
        ObjectRow row = await ReadOwnAsync(connection, objectId, cancellationToken).ConfigureAwait(false);
        // A roll-back that was interrupted goes on to where it went, at least.
        long target = Math.Min(Math.Max(keep, row.Committed), row.Applied);
        if (row.OpenHead == 0 && row.Applied <= target)
            return row;
        await connection.ExecuteAsync(new CommandDefinition(
            """
            DELETE FROM object_head WHERE object_id = @Id AND head > @target;
            DELETE FROM seen_item WHERE object_id = @Id;
            DELETE FROM seen_state WHERE object_id = @Id;
            """,
            new { row.Id, target },
            cancellationToken: cancellationToken)).ConfigureAwait(false);
        await store.ForgetLoadAsync(transaction, objectId, cancellationToken).ConfigureAwait(false);
        row = row with { Applied = target, OpenHead = RollingBack };
        await SaveAsync(connection, row, cancellationToken).ConfigureAwait(false);
        return row;
    }

    private async Task RepeatAsync(string statement, ObjectRow row, CancellationToken cancellationToken)
    {
        var command = new CommandDefinition(statement, new { row.Id, row.Applied }, cancellationToken: cancellationToken);
        int touched;
        do
        {
            touched = await store.WriteAsync(
                async tx =>
                {
                    await ReadOwnAsync(tx.Connection, row.Id, cancellationToken).ConfigureAwait(false);
                    return await tx.Connection.ExecuteAsync(command).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }
        while (touched == RollBackStep);
    }

    private async Task<ObjectRow> EndRollBackAsync(DbConnection connection, long objectId, CancellationToken cancellationToken)
    {
        ObjectRow row = await ReadOwnAsync(connection, objectId, cancellationToken).ConfigureAwait(false);
        (_, HeadTotals totals) = await ReadHeadAsync(connection, row, row.Applied, cancellationToken).ConfigureAwait(false);
        row = row with { OpenHead = 0, Items = totals.Items, Bytes = totals.Bytes };
        await SaveAsync(connection, row, cancellationToken).ConfigureAwait(false);
        return row;
    }

    private static void ThrowIfForeign(ObjectRow row, SegmentReference segment)
    {
        if (segment.ObjectKey != row.Key)
        {
            throw new ConflictException(
                "Cache.ForeignSegment",
                $"Segment '{segment.Name}' belongs to object {segment.ObjectKey}, not to {row.Key}.",
                "Synchronise the repository (Sync-BackupRepository); if it happens again, report it.");
        }
    }
}
