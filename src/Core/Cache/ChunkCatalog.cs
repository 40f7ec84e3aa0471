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
            await store.WriteAsync(tx => InsertAsync(tx.Connection, chunks, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (DatabaseErrors.IsFromDatabase(e))
        {
            throw store.Translate(e);
        }
    }

    private static async Task<int> InsertAsync(
        DbConnection connection, IReadOnlyList<KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>> chunks, CancellationToken cancellationToken)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "INSERT INTO chunk (id, location) VALUES (@id, @location) ON CONFLICT (id) DO NOTHING";
        command.Bind("@id", Array.Empty<byte>()).Bind("@location", Array.Empty<byte>());
        await command.PrepareAsync(cancellationToken).ConfigureAwait(false);

        // In the order of ids neighbouring pages are written once, and two writers cannot wait for each other crosswise.
        foreach ((byte[] id, ReadOnlyMemory<byte> location) in chunks.Select(c => (c.Key.ToArray(), c.Value)).OrderBy(c => c.Item1, ByteOrder.Instance))
        {
            cancellationToken.ThrowIfCancellationRequested();
            command.Parameters[0].Value = id;
            command.Parameters[1].Value = location.ToArray();
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        return chunks.Count;
    }
}
