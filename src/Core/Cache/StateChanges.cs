using System.Data.Common;
using Dapper;

namespace Veeam365.Backup.Core.Cache;

/// <summary>Applies changes of an object's source state to the head being written; entries have versions as items have.</summary>
internal sealed class StateChanges(DbConnection connection, ObjectRow target)
{
    private const string SelectNewest = """
        SELECT id AS "Id", valid_from AS "ValidFrom", valid_to AS "ValidTo", value AS "Value" FROM state_entry
        WHERE object_id = @objectId AND key = @key ORDER BY valid_from DESC LIMIT 1
        """;

    private const string Insert = """
        INSERT INTO state_entry (object_id, key, valid_from, valid_to, value) VALUES (@objectId, @key, @head, 2147483647, @value)
        """;

    /// <summary>Applies one entry.</summary>
    public async Task ApplyAsync(string key, ReadOnlyMemory<byte>? value, CancellationToken cancellationToken)
    {
        key = CacheText.Encode(key);
        StateRow? held = await connection.QuerySingleOrDefaultAsync<StateRow>(
            Command(SelectNewest, new { objectId = target.Id, key }, cancellationToken)).ConfigureAwait(false);
        if (held is not null && held.ValidTo != CacheSchema.Alive)
            held = null;
        if (held is not null && value is { } same && same.Span.SequenceEqual(held.Value))
        {
            if (target.TracksSeen)
                await ExecuteAsync("INSERT INTO seen_state VALUES (@objectId, @Id) ON CONFLICT DO NOTHING", new { objectId = target.Id, held.Id }, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (held is not null)
            await RemoveAsync(held, cancellationToken).ConfigureAwait(false);
        if (value is { } added)
            await ExecuteAsync(Insert, new { objectId = target.Id, key, head = target.OpenHead, value = added.ToArray() }, cancellationToken).ConfigureAwait(false);
    }

    private Task<int> RemoveAsync(StateRow held, CancellationToken cancellationToken) =>
        held.ValidFrom == target.OpenHead
            ? ExecuteAsync("DELETE FROM state_entry WHERE id = @Id", new { held.Id }, cancellationToken)
            : ExecuteAsync("UPDATE state_entry SET valid_to = @head WHERE id = @Id", new { held.Id, head = target.OpenHead }, cancellationToken);

    private Task<int> ExecuteAsync(string sql, object parameters, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(Command(sql, parameters, cancellationToken));

    private static CommandDefinition Command(string sql, object parameters, CancellationToken cancellationToken) =>
        new(sql, parameters, cancellationToken: cancellationToken);
}
