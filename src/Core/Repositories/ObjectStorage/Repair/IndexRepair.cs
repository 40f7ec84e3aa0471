using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Makes index files anew from the packs themselves.</summary>
internal sealed class IndexRepair(IObjectStore store, RepositoryKeys keys, VerifiedStore verified)
{
    private const int FileMaximum = 4 << 20;
    private readonly List<ObjectId> _damaged = [];

    /// <summary>Describes every pack that is there and that no intact index file describes.</summary>
    public async Task DescribeAllAsync(CancellationToken cancellationToken)
    {
        HashSet<ObjectId> described = await ReadIndexAsync(cancellationToken);
        SealedObjectWriter? file = null;
        try
        {
            await foreach (StoredObject pack in store.ListAsync(RepositoryLayout.Packs, null, cancellationToken))
            {
                if (!RepositoryLayout.TryParsePack(pack.Key, out ObjectId id) || described.Contains(id) || await TryReadAsync(pack, id, cancellationToken) is not { } found)
                    continue;
                file ??= Begin();
                using PooledBuffer frame = new();
                IndexCodec.WritePack(frame, found);
                file.AddOne(frame.Span);
                if (file.Length < FileMaximum)
                    continue;
                await PutAsync(file, cancellationToken);
                file = null;
            }

            if (file is not null)
                await PutAsync(file, cancellationToken);
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>Removes a damaged index file once all packs are described by others, or a damaged record of a repacking, which the index does as well.</summary>
    public Task ReplaceAsync(string key, CancellationToken cancellationToken) =>
        key.StartsWith(RepositoryLayout.Indexes, StringComparison.Ordinal) || key.StartsWith(RepositoryLayout.MovedPacks, StringComparison.Ordinal) ? store.DeleteAsync(key, cancellationToken) : Task.CompletedTask;

    private async Task<HashSet<ObjectId>> ReadIndexAsync(CancellationToken cancellationToken)
    {
        HashSet<ObjectId> described = [];
        IndexReader reader = new(store, keys);
        await foreach (StoredObject file in store.ListAsync(RepositoryLayout.Indexes, null, cancellationToken))
        {
            try
            {
                List<ObjectId> packs = [];
                await foreach (IndexedPack pack in reader.ReadAsync(file.Key, cancellationToken))
                    packs.Add(pack.Id);
                described.UnionWith(packs);
            }
            catch (DataDamagedException)
            {
                if (ObjectId.TryParse(file.Key.AsSpan(RepositoryLayout.Indexes.Length), out ObjectId id))
                    _damaged.Add(id);
            }
        }

        return described;
    }

    private SealedObjectWriter Begin()
    {
        ObjectId id = ObjectId.Create();
        SealedObjectWriter file = new(keys, SealedKind.Index, id, RepositoryLayout.Index(id));
        using PooledBuffer frame = new();
        IndexCodec.WriteHeader(frame, [.. _damaged]);
        file.AddOne(frame.Span);
        return file;
    }

    private async Task PutAsync(SealedObjectWriter file, CancellationToken cancellationToken)
    {
        using (file)
            await verified.PutAsync(PutRequest.Of(file.Key, file.Finish()), cancellationToken);
    }

    private async Task<IndexedPack?> TryReadAsync(StoredObject pack, ObjectId id, CancellationToken cancellationToken)
    {
        try
        {
            List<DirectoryBlock> blocks = await PackDirectoryFile.ReadAsync(store, keys, pack.Key, pack.Size, cancellationToken);
            StoredObject? hashed = await store.HashAsync(pack.Key, cancellationToken);
            return hashed is { Hash: { } hash } ? new IndexedPack(id, hashed.Size, hash, blocks) : null;
        }
        catch (Exception e) when (e is DataDamagedException or StoreObjectMissingException)
        {
            return null;
        }
    }
}
