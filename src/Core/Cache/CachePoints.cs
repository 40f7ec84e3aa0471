using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>The restore points of a cache. A head holds from the sequence that moved it until the sequence that moved it on.</summary>
internal sealed class CachePoints(ICacheStore store)
{
    private const string PointColumns = """
        id AS "Id", job_id AS "JobId", sequence AS "Sequence", hash AS "Hash", created_at AS "CreatedAt", objects AS "Objects", items AS "Items", bytes AS "Bytes"
        """;

    /// <inheritdoc cref="IPersistentCache.CommitPointAsync"/>
    public Task CommitAsync(RestorePointManifest manifest, Sha256Hash hash, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async tx =>
            {
                if (await IsCommittedAsync(tx.Connection, manifest, hash, cancellationToken).ConfigureAwait(false))
                    return false;
                await AddPointAsync(tx.Connection, manifest, hash, cancellationToken).ConfigureAwait(false);
                await new PointHeads(tx.Connection, manifest, store.RowLock).MoveAsync(cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    /// <inheritdoc cref="IPersistentCache.FindLastPointAsync"/>
    public async Task<CachedPoint?> FindLastAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        return (await ReadLastAsync(connection, jobId, cancellationToken).ConfigureAwait(false))?.ToPoint();
    }

    /// <inheritdoc cref="IPersistentCache.FindPointAsync"/>
    public async Task<CachedPoint?> FindAsync(Guid pointId, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        PointRow? row = await connection.QuerySingleOrDefaultAsync<PointRow>(new CommandDefinition(
            $"SELECT {PointColumns} FROM point WHERE id = @id", new { id = pointId.ToString("N") }, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return row?.ToPoint();
    }

    /// <inheritdoc cref="IPersistentCache.ListPointsAsync"/>
    public async Task<IReadOnlyList<CachedPoint>> ListPointsAsync(CancellationToken cancellationToken)
    {
        await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        IEnumerable<PointRow> rows = await connection.QueryAsync<PointRow>(new CommandDefinition(
            $"SELECT {PointColumns} FROM point ORDER BY job_id, sequence", cancellationToken: cancellationToken)).ConfigureAwait(false);
        return [.. rows.Select(static row => row.ToPoint())];
    }

    /// <summary>The heads that a restore point holds, with the cache's numbers of their objects.</summary>
    public async IAsyncEnumerable<PointHead> ListAsync(Guid jobId, long sequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach ((PointHead head, _) in ListNewestAsync(jobId, sequence, objectKey: null, alsoGone: false, cancellationToken).ConfigureAwait(false))
            yield return head;
    }

    /// <summary>The heads that a restore point holds and, if wanted, the last heads of objects that it holds no more.</summary>
    public async IAsyncEnumerable<(PointHead Head, bool IsCurrent)> ListNewestAsync(
        Guid jobId, long sequence, string? objectKey, bool alsoGone, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        await using DbCommand command = connection.CreateCommand();
        // One look-up for each object, however often its head moved.
        command.CommandText = $"""
            SELECT o.id, o.organization_id, o.job_id, o.kind, o.directory_id, h.display_name, h.address, o.workload, h.head, h.name, h.hash, h.items, h.bytes, h.valid_to
            FROM object o JOIN point_head h ON h.job_id = @job AND h.object_id = o.id AND h.valid_from = (
                SELECT MAX(m.valid_from) FROM point_head m WHERE m.job_id = @job AND m.object_id = o.id AND m.valid_from <= @sequence)
            WHERE o.job_id = @job {(objectKey is null ? "" : "AND o.key = @key")} {(alsoGone ? "" : "AND h.valid_to > @sequence")}
              AND EXISTS (SELECT 1 FROM point p WHERE p.job_id = @job AND p.sequence = @sequence)
            ORDER BY o.id
            """;
        command.Bind("@job", jobId.ToString("N")).Bind("@sequence", sequence);
        if (objectKey is not null)
            command.Bind("@key", objectKey);
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return (PointHead.Read(reader), reader.GetInt64(13) > sequence);
    }

    /// <summary>The heads of each object that restore points of a job up to one hold, oldest first.</summary>
    public async Task<IReadOnlyDictionary<long, IReadOnlyList<HeadSpan>>> ListHeldAsync(Guid jobId, long sequence, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        var parameters = new { job = jobId.ToString("N"), sequence };
        List<long> sequences = [.. await connection.QueryAsync<long>(new CommandDefinition(
            "SELECT sequence FROM point WHERE job_id = @job AND sequence <= @sequence ORDER BY sequence", parameters, cancellationToken: cancellationToken)).ConfigureAwait(false)];
        IEnumerable<HeldRow> rows = await connection.QueryAsync<HeldRow>(new CommandDefinition(
            """
            SELECT object_id AS "ObjectId", head AS "Head", valid_from AS "ValidFrom", valid_to AS "ValidTo" FROM point_head
            WHERE job_id = @job AND valid_from <= @sequence ORDER BY object_id, head, valid_from
            """,
            parameters,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
        return rows.GroupBy(static row => row.ObjectId).ToDictionary(static g => g.Key, g => Held(g, sequences));
    }

    private static IReadOnlyList<HeadSpan> Held(IEnumerable<HeldRow> rows, List<long> sequences)
    {
        var held = new List<HeadSpan>();
        foreach (HeldRow row in rows)
        {
            int first = IndexOf(sequences, row.ValidFrom), last = IndexOf(sequences, row.ValidTo) - 1;
            if (first > last)
                continue;
            // An object that was renamed has the same head in two rows.
            if (held.Count > 0 && held[^1].Head == row.Head)
                held[^1] = held[^1] with { LastSequence = sequences[last] };
            else
                held.Add(new HeadSpan((int)row.Head, sequences[first], sequences[last]));
        }

        return held;
    }

    private static int IndexOf(List<long> sequences, long sequence)
    {
        int index = sequences.BinarySearch(sequence);
        return index >= 0 ? index : ~index;
    }

    private static async Task<bool> IsCommittedAsync(DbConnection connection, RestorePointManifest manifest, Sha256Hash hash, CancellationToken cancellationToken)
    {
        PointRow? same = await connection.QuerySingleOrDefaultAsync<PointRow>(new CommandDefinition(
            $"SELECT {PointColumns} FROM point WHERE job_id = @job AND sequence = @Sequence",
            new { job = manifest.JobId.ToString("N"), manifest.Sequence },
            cancellationToken: cancellationToken)).ConfigureAwait(false);
        if (same is not null && same.Hash.AsSpan().SequenceEqual(hash.ToArray()))
            return true;
        long last = (await ReadLastAsync(connection, manifest.JobId, cancellationToken).ConfigureAwait(false))?.Sequence ?? 0;
        bool follows = manifest.Sequence > last && (manifest.ListsAllHeads || manifest.ParentSequence == last);
        return follows ? false : throw new ConflictException(
            "Cache.PointOutOfOrder",
            string.Create(
                CultureInfo.InvariantCulture,
                $"Restore point {manifest.Sequence} (parent {manifest.ParentSequence}) of job '{manifest.JobName}' does not follow restore point {last}, the last one the cache knows."),
            "Synchronise the repository (Sync-BackupRepository).");
    }

    private static Task<PointRow?> ReadLastAsync(DbConnection connection, Guid jobId, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<PointRow>(new CommandDefinition(
            $"SELECT {PointColumns} FROM point WHERE job_id = @job ORDER BY sequence DESC LIMIT 1",
            new { job = jobId.ToString("N") },
            cancellationToken: cancellationToken));

    private static Task<int> AddPointAsync(DbConnection connection, RestorePointManifest manifest, Sha256Hash hash, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO point (job_id, sequence, id, hash, created_at, objects, items, bytes)
            VALUES (@job, @Sequence, @id, @hash, @createdAt, @objects, @Items, @Bytes)
            """,
            new
            {
                job = manifest.JobId.ToString("N"),
                manifest.Sequence,
                id = manifest.Id.ToString("N"),
                hash = hash.ToArray(),
                createdAt = manifest.CreatedAt.UtcTicks,
                objects = (long)manifest.Objects,
                manifest.Items,
                manifest.Bytes,
            },
            cancellationToken: cancellationToken));

    private sealed record HeldRow(long ObjectId, long Head, long ValidFrom, long ValidTo);
}
