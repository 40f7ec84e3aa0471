using System.Data.Common;
using System.Globalization;
using Dapper;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>Moves the heads of a job to where a new restore point has them.</summary>
internal sealed class PointHeads(DbConnection connection, RestorePointManifest manifest, string rowLock)
{
    private readonly string _job = manifest.JobId.ToString("N");

    /// <summary>Moves them.</summary>
    public async Task MoveAsync(CancellationToken cancellationToken)
    {
        var listed = new HashSet<long>();
        foreach (HeadRecord head in manifest.Heads)
        {
            ObjectRow row = await FindObjectAsync(head, cancellationToken).ConfigureAwait(false);
            await ThrowUnlessAppliedAsync(row, head, cancellationToken).ConfigureAwait(false);
            await MoveAsync(row, head, cancellationToken).ConfigureAwait(false);
            listed.Add(row.Id);
        }

        if (manifest.ListsAllHeads)
            await DropOthersAsync(listed, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ObjectRow> FindObjectAsync(HeadRecord head, CancellationToken cancellationToken) =>
        await connection.QuerySingleOrDefaultAsync<ObjectRow>(Command(
            $"SELECT {ObjectRow.Columns} FROM object WHERE key = @Key{rowLock}", new { head.Identity.Key }, cancellationToken)).ConfigureAwait(false)
        ?? throw NotApplied(head);

    private async Task ThrowUnlessAppliedAsync(ObjectRow row, HeadRecord head, CancellationToken cancellationToken)
    {
        HeadRow? applied = await connection.QuerySingleOrDefaultAsync<HeadRow>(Command(
            $"SELECT {HeadRow.Columns} FROM object_head WHERE object_id = @Id AND head = @Head", new { row.Id, head.Segment.Head }, cancellationToken)).ConfigureAwait(false);
        if (applied is null || applied.ToSegment(head.Segment.ObjectKey) != head.Segment)
            throw NotApplied(head);
    }

    private async Task MoveAsync(ObjectRow row, HeadRecord head, CancellationToken cancellationToken)
    {
        string name = CacheText.Encode(head.Identity.Object.DisplayName);
        string? address = head.Identity.Object.Address is { } given ? CacheText.Encode(given) : null;
        object parameters = new
        {
            job = _job,
            row.Id,
            manifest.Sequence,
            name,
            address,
            head.Segment.Head,
            segment = CacheText.Encode(head.Segment.Name),
            hash = head.Segment.Hash.ToArray(),
            head.Items,
            head.Bytes,
        };
        long unmoved = await connection.ExecuteScalarAsync<long>(Command(
            """
            SELECT COUNT(*) FROM point_head WHERE job_id = @job AND object_id = @Id AND valid_to = 9223372036854775807
              AND head = @Head AND display_name = @name AND COALESCE(address, '') = COALESCE(@address, '') AND items = @Items AND bytes = @Bytes
            """,
            parameters,
            cancellationToken)).ConfigureAwait(false);
        if (unmoved == 0)
        {
            await connection.ExecuteAsync(Command(
                """
                UPDATE point_head SET valid_to = @Sequence WHERE job_id = @job AND object_id = @Id AND valid_to = 9223372036854775807;
                INSERT INTO point_head (job_id, object_id, valid_from, valid_to, display_name, address, head, name, hash, items, bytes)
                VALUES (@job, @Id, @Sequence, 9223372036854775807, @name, @address, @Head, @segment, @hash, @Items, @Bytes);
                UPDATE object SET committed = @Head WHERE id = @Id AND committed < @Head;
                """,
                parameters,
                cancellationToken)).ConfigureAwait(false);
        }
    }

    private async Task DropOthersAsync(HashSet<long> listed, CancellationToken cancellationToken)
    {
        IEnumerable<long> held = await connection.QueryAsync<long>(Command(
            "SELECT object_id FROM point_head WHERE job_id = @job AND valid_to = 9223372036854775807", new { job = _job }, cancellationToken)).ConfigureAwait(false);
        foreach (long id in held.Where(id => !listed.Contains(id)))
        {
            await connection.ExecuteAsync(Command(
                "UPDATE point_head SET valid_to = @Sequence WHERE job_id = @job AND object_id = @id AND valid_to = 9223372036854775807",
                new { job = _job, id, manifest.Sequence },
                cancellationToken)).ConfigureAwait(false);
        }
    }

    private static ConflictException NotApplied(HeadRecord head) => new(
        "Cache.HeadNotApplied",
        string.Create(CultureInfo.InvariantCulture, $"Head {head.Segment.Head} of {head.Identity.Workload} of '{head.Identity.Object.Label}' is not in the cache."),
        "Synchronise the repository (Sync-BackupRepository).");

    private static CommandDefinition Command(string sql, object parameters, CancellationToken cancellationToken) =>
        new(sql, parameters, cancellationToken: cancellationToken);
}
