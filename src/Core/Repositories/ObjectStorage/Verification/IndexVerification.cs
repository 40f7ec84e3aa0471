using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Reads all index files and lists all packs; packs that no index file describes are read far enough to know their blocks.</summary>
internal sealed class IndexVerification(IObjectStore store, RepositoryKeys keys, VerificationState state)
{
    private const string Step = "Reading the index";
    private readonly IndexReader _index = new(store, keys);

    /// <summary>Runs it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        int files = await ReadIndexAsync(cancellationToken);
        await foreach (StoredObject pack in store.ListAsync(RepositoryLayout.Packs, null, cancellationToken))
        {
            if (ObjectId.TryParse(pack.Key.AsSpan(pack.Key.LastIndexOf('/') + 1), out ObjectId id) && RepositoryLayout.Pack(id) == pack.Key)
                state.Pack(id).Size = pack.Size;
        }

        await ReadMovedAsync(cancellationToken);
        PackEntry[] unknown = [.. state.Packs.Values.Where(p => !p.IsDescribed)];
        await Parallel.ForEachAsync(unknown, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken }, async (pack, ct) => await DescribeAsync(pack, ct));
        state.EndStep("Index", StoredObjectKind.Index, $"{files} index files describe {state.Packs.Values.Count(p => p.IndexedSize is not null)} packs.");
    }

    private async Task<int> ReadIndexAsync(CancellationToken cancellationToken)
    {
        int files = 0;
        await foreach (StoredObject file in store.ListAsync(RepositoryLayout.Indexes, null, cancellationToken))
        {
            state.Report(Step, files++, null);
            try
            {
                await foreach (IndexedPack pack in _index.ReadAsync(file.Key, cancellationToken))
                    state.Pack(pack.Id).Describe(pack);
            }
            catch (DataDamagedException e)
            {
                state.Add(StoredObjectKind.Index, file.Key, e);
                state.IsIndexDamaged = true;
            }
        }

        return files;
    }

    private async Task ReadMovedAsync(CancellationToken cancellationToken)
    {
        MovedBlocks records = new(store, keys);
        await foreach (StoredObject record in store.ListAsync(RepositoryLayout.MovedPacks, null, cancellationToken))
        {
            try
            {
                if (ObjectId.TryParse(record.Key.AsSpan(RepositoryLayout.MovedPacks.Length), out ObjectId pack))
                    await records.ReadAsync(pack, cancellationToken);
            }
            catch (DataDamagedException e)
            {
                state.Add(StoredObjectKind.Index, record.Key, e);
            }
        }
    }

    private async Task DescribeAsync(PackEntry pack, CancellationToken cancellationToken)
    {
        try
        {
            pack.Describe(await PackDirectoryFile.ReadAsync(store, keys, pack.Key, pack.Size ?? 0, cancellationToken));
        }
        catch (DataDamagedException)
        {
            // Garbage of a crash perhaps; if it is not, what refers to it will tell.
            pack.IsLost = true;
        }
        catch (StoreObjectMissingException)
        {
            pack.Size = null;
        }
    }
}
