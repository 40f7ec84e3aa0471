using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Reads index files, one in memory at a time.</summary>
internal sealed class IndexReader(IObjectStore store, RepositoryKeys keys)
{
    /// <summary>All packs that index files describe; a pack may come more than once.</summary>
    /// <exception cref="DataDamagedException">An index file is damaged.</exception>
    public async IAsyncEnumerable<IndexedPack> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredObject file in store.ListAsync(RepositoryLayout.Indexes, null, cancellationToken))
        {
            foreach ((IndexedPack pack, _) in Parse(file.Key, await ReadBytesAsync(file.Key, cancellationToken)))
                yield return pack;
        }
    }

    /// <summary>The packs of one index file, with the frames that describe them; none when it is gone. A frame is good until the next one is asked for.</summary>
    public async Task<IEnumerable<(IndexedPack Pack, ReadOnlyMemory<byte> Frame)>> ReadFileAsync(string key, CancellationToken cancellationToken) =>
        Parse(key, await ReadBytesAsync(key, cancellationToken));

    /// <summary>The packs that one index file describes; none when it is gone.</summary>
    /// <exception cref="DataDamagedException">It is damaged.</exception>
    public async IAsyncEnumerable<IndexedPack> ReadAsync(string key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach ((IndexedPack pack, _) in Parse(key, await ReadBytesAsync(key, cancellationToken)))
            yield return pack;
    }

    private async Task<byte[]?> ReadBytesAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadWholeAsync(key, FormatParameters.ObjectMaximum, cancellationToken);
        }
        catch (StoreObjectMissingException)
        {
            // Replaced by another one since it was listed.
            return null;
        }
    }

    private IEnumerable<(IndexedPack Pack, ReadOnlyMemory<byte> Frame)> Parse(string key, byte[]? stored)
    {
        if (stored is null)
            yield break;
        SealedObjectReader reader = new(keys, SealedKind.Index, key, stored);
        using PooledBuffer frame = new();
        if (!reader.TryRead(frame))
            throw Damage.In(key, "it is empty");
        IndexCodec.ReadHeader(frame.Span, key);
        while (true)
        {
            frame.Truncate(0);
            if (!reader.TryRead(frame))
                yield break;
            yield return (IndexCodec.ReadPack(frame.Span, key), frame.Written);
        }
    }
}
