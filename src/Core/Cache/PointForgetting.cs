using System.Data.Common;
using Dapper;

namespace Veeam365.Backup.Core.Cache;

/// <summary>
/// Forgets restore points and what only they needed. A row lives from head to head; it is needed when one of the heads lies in between that a remaining restore point holds.
/// So of each object whose head goes, the rows go that lie wholly between the heads that stay.
/// </summary>
internal sealed class PointForgetting(ICacheStore store)
{
    /// <summary>Rows that one transaction takes, so that it never holds sessions up for long.</summary>
    private const int Step = 20_000;

    /// <inheritdoc cref="IPersistentCache.RemovePointsAsync"/>
    public async Task RunAsync(Guid jobId, IReadOnlyCollection<long> sequences, CancellationToken cancellationToken)
    {
        if (sequences.Count == 0)
            return;
        string job = jobId.ToString("N");
        // The rows first: should this stop half-way, the points are still there to be forgotten again.
        IReadOnlyList<LostHead> lost = await FindLostHeadsAsync(job, sequences, cancellationToken).ConfigureAwait(false);
        foreach (LostHead head in lost)
            await RemoveRowsAsync(head, cancellationToken).ConfigureAwait(false);
        await store.WriteAsync(tx => RemovePointsAsync(tx.Connection, job, sequences, lost, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The heads that only restore points hold which go, and the heads next to them that stay.</summary>
    private async Task<IReadOnlyList<LostHead>> FindLostHeadsAsync(string job, IReadOnlyCollection<long> sequences, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        HashSet<long> going = [.. sequences];
        List<long> staying = [.. (await connection.QueryAsync<long>(new CommandDefinition(
            "SELECT sequence FROM point WHERE job_id = @job ORDER BY sequence", new { job }, cancellationToken: cancellationToken)).ConfigureAwait(false)).Where(s => !going.Contains(s))];
        IEnumerable<HeadInterval> heads = await connection.QueryAsync<HeadInterval>(new CommandDefinition(
            """
            SELECT object_id AS "ObjectId", valid_from AS "ValidFrom", valid_to AS "ValidTo", head AS "Head" FROM point_head
            WHERE job_id = @job ORDER BY object_id, head, valid_from
            """,
            new { job },
            cancellationToken: cancellationToken)).ConfigureAwait(false);
        List<LostHead> lost = [];
        foreach (IGrouping<long, HeadInterval> ofObject in heads.GroupBy(static h => h.ObjectId))
            AddLost(ofObject, staying, lost);
        return lost;
    }

    private static void AddLost(IGrouping<long, HeadInterval> heads, List<long> staying, List<LostHead> lost)
    {
        HashSet<long> kept = [.. heads.Where(h => IsHeld(h, staying)).Select(static h => h.Head)];
        long before = 0;
        List<HeadInterval> between = [];
        foreach (HeadInterval head in heads)
        {
            if (!kept.Contains(head.Head))
            {
                between.Add(head);
                continue;
            }

            lost.AddRange(between.Select(b => new LostHead(b, before, head.Head)));
            between.Clear();
            before = head.Head;
            if (!IsHeld(head, staying))
                lost.Add(new LostHead(head, head.Head, head.Head));
        }

        // Nothing that stays comes after: the job has ended. The object's own rows go with the next rebuild.
        lost.AddRange(between.Select(b => new LostHead(b, before, before)));
    }

    private static bool IsHeld(HeadInterval head, List<long> staying)
    {
        int index = staying.BinarySearch(head.ValidFrom);
        index = index >= 0 ? index : ~index;
        return index < staying.Count && staying[index] < head.ValidTo;
    }

    private async Task RemoveRowsAsync(LostHead lost, CancellationToken cancellationToken)
    {
        if (lost.After - lost.Before <= 1)
            return;
        // valid_to < 2147483647 stands as a literal, so that the index of ended rows is used.
        const string condition = "object_id = @ObjectId AND valid_to < 2147483647 AND valid_to > @Before AND valid_to <= @After AND valid_from > @Before";
        var parameters = new { lost.Head.ObjectId, lost.Before, lost.After };
        foreach (string table in (string[])["item", "state_entry"])
        {
            var command = new CommandDefinition(
                $"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE {condition} LIMIT {Step})", parameters, cancellationToken: cancellationToken);
            int removed;
            do
                removed = await store.WriteAsync(tx => tx.Connection.ExecuteAsync(command), cancellationToken).ConfigureAwait(false);
            while (removed == Step);
        }
    }

    private static async Task<int> RemovePointsAsync(
        DbConnection connection, string job, IReadOnlyCollection<long> sequences, IReadOnlyList<LostHead> lost, CancellationToken cancellationToken)
    {
        foreach (LostHead head in lost)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                """
                DELETE FROM point_head WHERE job_id = @job AND object_id = @ObjectId AND valid_from = @ValidFrom;
                DELETE FROM object_head WHERE object_id = @ObjectId AND head = @Head AND head < (SELECT committed FROM object WHERE id = @ObjectId)
                    AND NOT EXISTS (SELECT 1 FROM point_head p WHERE p.job_id = @job AND p.object_id = @ObjectId AND p.head = @Head);
                """,
                new { job, head.Head.ObjectId, head.Head.ValidFrom, head.Head.Head },
                cancellationToken: cancellationToken)).ConfigureAwait(false);
        }

        int removed = 0;
        foreach (long sequence in sequences)
        {
            removed += await connection.ExecuteAsync(new CommandDefinition(
                "DELETE FROM point WHERE job_id = @job AND sequence = @sequence", new { job, sequence }, cancellationToken: cancellationToken)).ConfigureAwait(false);
        }

        return removed;
    }

    private sealed record HeadInterval(long ObjectId, long ValidFrom, long ValidTo, long Head);

    /// <summary>A head that goes, the last one before it that stays (0: none) and the first one after it that stays.</summary>
    private sealed record LostHead(HeadInterval Head, long Before, long After);
}
