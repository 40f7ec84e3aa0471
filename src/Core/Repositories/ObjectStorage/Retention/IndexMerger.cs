using Veeam365.Backup.Core.Repositories.ObjectStorage.References;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>Writes index files anew: many small ones as few, without packs that are gone. The old ones go with the next mark.</summary>
internal sealed class IndexMerger(IObjectStore store, RepositoryKeys keys)
{
    private const int FileSize = 4 << 20;

    /// <summary>Merges them.</summary>
    /// <param name="files">The files.</param>
    /// <param name="packs">The packs that are there.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task RunAsync(IReadOnlyCollection<string> files, PackTable packs, CancellationToken cancellationToken)
    {
        var reader = new IndexReader(store, keys);
        List<ObjectId> replaced = [];
        List<byte[]> frames = [];
        HashSet<ObjectId> seen = [];
        int size = 0;
        foreach (string file in files)
        {
            if (ObjectId.TryParse(file.AsSpan(RepositoryLayout.Indexes.Length), out ObjectId id))
                replaced.Add(id);
            foreach ((IndexedPack pack, ReadOnlyMemory<byte> frame) in await reader.ReadFileAsync(file, cancellationToken))
            {
                if (!packs.Contains(pack.Id) || !seen.Add(pack.Id))
                    continue;
                frames.Add(frame.ToArray());
                size += frame.Length;
            }

            if (size < FileSize)
                continue;
            await PutAsync(replaced, frames, cancellationToken);
            (replaced, frames, size) = ([], [], 0);
        }

        if (frames.Count > 0)
            await PutAsync(replaced, frames, cancellationToken);
    }

    private async Task PutAsync(List<ObjectId> replaced, List<byte[]> frames, CancellationToken cancellationToken)
    {
        ObjectId id = ObjectId.Create();
        using SealedObjectWriter writer = new(keys, SealedKind.Index, id, RepositoryLayout.Index(id));
        using PooledBuffer header = new();
        IndexCodec.WriteHeader(header, replaced.ToArray());
        writer.AddOne(header.Span);
        foreach (byte[] frame in frames)
            writer.AddOne(frame);
        await new VerifiedStore(store).PutAsync(PutRequest.Of(writer.Key, writer.Finish()), cancellationToken);
    }
}
