using System.Data.Common;
using Veeam365.Backup.Core.Database;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>
/// The chunks of a repository in a table. A filter in front of it answers for new chunks without a look into the table, once it knows all that is there. It learns that page by page, a page
/// for each few hundred looks in vain, so that a session that brings little reads little. Chunks that other processes add meanwhile may be taken for new: they are stored twice, nothing worse.
/// </summary>
internal sealed class ChunkCatalog(ICacheStore store) : IChunkCatalog
{
    private const int PageSize = 4096;
    private const int MissesForPage = 200;
    private readonly ChunkFilter _filter = new();
    private int _misses;
    private int _learning;
    private byte[]? _learned;
    private volatile bool _isComplete;

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> FindAsync(Sha256Hash id, CancellationToken cancellationToken)
    {
        if (_isComplete && !_filter.MayContain(id))
            return null;
        try
        {
            if (await store.FindChunkAsync(id.ToArray(), cancellationToken).ConfigureAwait(false) is { } location)
                return location;
            if (!_isComplete && Interlocked.Increment(ref _misses) % MissesForPage == 1)
                await LearnAsync(cancellationToken).ConfigureAwait(false);
            return null;
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
            // Before the table has them: the filter may know more than the table, never less.
            foreach (KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>> chunk in chunks)
                _filter.Add(chunk.Key);
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

    /// <summary>Learns the next page of what is there; one caller at a time.</summary>
    private async ValueTask LearnAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _learning, 1) == 1)
            return;
        try
        {
            IReadOnlyList<byte[]> page = await store.ListChunksAsync(_learned, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (byte[] id in page)
                _filter.Add(new Sha256Hash(id));
            _learned = page.Count == 0 ? _learned : page[^1];
            _isComplete = page.Count < PageSize;
        }
        finally
        {
            Volatile.Write(ref _learning, 0);
        }
    }
}
