using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Veeam365.Backup.Core.Cache;

/// <summary>Reads state entries as of a head.</summary>
internal sealed class CacheStates(ICacheStore store)
{
    /// <summary>One entry.</summary>
    public async Task<ReadOnlyMemory<byte>?> FindAsync(long objectId, int head, string key, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT value FROM state_entry WHERE object_id = @object AND key = @key AND valid_from <= @head AND valid_to > @head
            """;
        command.Bind("@object", objectId).Bind("@key", CacheText.Encode(key)).Bind("@head", (long)head);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is byte[] value
            ? value
            : (ReadOnlyMemory<byte>?)null;
    }

    /// <summary>Entries whose key begins with the prefix.</summary>
    public async IAsyncEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> ListAsync(
        long objectId, int head, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Half a surrogate pair at the end is stored otherwise than the whole pair: it is left to the comparison below.
        string start = CacheText.Encode(prefix.Length > 0 && char.IsHighSurrogate(prefix[^1]) ? prefix[..^1] : prefix);
        await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT key, value FROM state_entry WHERE object_id = @object AND key >= @start AND valid_from <= @head AND valid_to > @head ORDER BY key
            """;
        command.Bind("@object", objectId).Bind("@start", start).Bind("@head", (long)head);
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            string stored = reader.GetString(0);
            if (!stored.StartsWith(start, StringComparison.Ordinal))
                yield break;
            string key = CacheText.Decode(stored);
            if (key.StartsWith(prefix, StringComparison.Ordinal))
                yield return new(key, (byte[])reader.GetValue(1));
        }
    }
}
