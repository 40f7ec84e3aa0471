using System.Data.Common;
using Veeam365.Backup.Core.Database;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>The chunks of a repository in a table.</summary>
internal sealed class ChunkCatalog(ICacheStore store) : IChunkCatalog
{
    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> FindAsync(Sha256Hash id, CancellationToken cancellationToken)
    {
        try
        {
            await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "SELECT location FROM chunk WHERE id = @id";
            command.Bind("@id", id.ToArray());
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is byte[] location
                ? location
                : (ReadOnlyMemory<byte>?)null;
        }
        catch (Exception e) when (DatabaseErrors.IsFromDatabase(e))
        {
            throw store.Translate(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask AddAsync(IReadOnlyList<KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>> chunks, CancellationToken cancellationToken)
    {
        if (chunks.Count == 0)
            return;
        try
        {
            // In the order of ids neighbouring pages are written once, and two writers cannot wait for each other crosswise.
            var sorted = chunks.Select(chunk => (Id: chunk.Key.ToArray(), Location: chunk.Value.ToArray())).OrderBy(chunk => chunk.Id, ByteOrder.Instance).ToList();
            await store.WriteAsync(tx => store.AddChunksAsync(tx, sorted, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (DatabaseErrors.IsFromDatabase(e))
        {
            throw store.Translate(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(IReadOnlyList<KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>> chunks, CancellationToken cancellationToken)
    {
        if (chunks.Count == 0)
            return;
        try
        {
            var sorted = chunks.Select(chunk => (Id: chunk.Key.ToArray(), Location: chunk.Value.ToArray())).OrderBy(chunk => chunk.Id, ByteOrder.Instance).ToList();
            await store.WriteAsync(tx => RemoveAsync(tx.Connection, sorted, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (DatabaseErrors.IsFromDatabase(e))
        {
            throw store.Translate(e);
        }
    }

    private static async Task<int> RemoveAsync(DbConnection connection, IReadOnlyList<(byte[] Id, byte[] Location)> chunks, CancellationToken cancellationToken)
    {
        int removed = 0;
        foreach ((byte[] id, byte[] location) in chunks)
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "DELETE FROM chunk WHERE id = @id AND location = @location";
            command.Bind("@id", id).Bind("@location", location);
            removed += await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }
}
