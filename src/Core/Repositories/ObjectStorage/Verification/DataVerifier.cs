using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Validates a repository, step by step.</summary>
internal sealed class DataVerifier(IObjectStore store, RepositoryKeys keys, LossStore losses)
{
    private const int DocumentMaximum = 1 << 20;

    /// <summary>Runs it.</summary>
    public async Task<VerificationReport> RunAsync(IPersistentCache cache, VerificationRequest request, Action<VerificationProgress> progress, CancellationToken cancellationToken)
    {
        VerificationState state = new(DateTimeOffset.UtcNow, progress);
        await ReadDocumentAsync(state, RepositoryLayout.Document, cancellationToken);
        await ReadDocumentAsync(state, RepositoryLayout.DocumentCopy, cancellationToken);
        state.EndStep("Document", StoredObjectKind.Document, "The repository's description and its copy were read.");
        state.Losses = await losses.ReadAsync((key, e) => state.Add(StoredObjectKind.Loss, key, e), cancellationToken);
        await new IndexVerification(store, keys, state).RunAsync(cancellationToken);
        await new MetadataVerification(store, new PointStore(store, keys, losses), new SegmentReader(store, keys), cache.History, state).RunAsync(cancellationToken);
        using (PackVerification packs = new(store, keys, cache.Packs, state))
            await packs.RunAsync(request, cancellationToken);
        ReferenceVerification references = new(store, keys, cache.History, state);
        await references.RunAsync(cancellationToken);
        await ForgetAsync(cache.Chunks, state, cancellationToken);
        return Report(state, references);
    }

    private static VerificationReport Report(VerificationState state, ReferenceVerification references)
    {
        bool intact = state.Damage.Count == 0 && references.Items.Count == 0;
        DateTimeOffset? last = intact ? state.Now : null;
        foreach (PackEntry pack in state.Packs.Values)
        {
            if (pack.IsToBeRead && last is not null && (pack.IntactAt is null || pack.IntactAt < last))
                last = pack.IntactAt;
        }

        return new VerificationReport { Checks = state.Checks, Damage = state.Damage, Items = references.Items, Points = references.Times, LastVerified = last };
    }

    private async Task ReadDocumentAsync(VerificationState state, string key, CancellationToken cancellationToken)
    {
        try
        {
            RepositoryDocumentFile.Read(await store.ReadWholeAsync(key, DocumentMaximum, cancellationToken), key);
        }
        catch (DataDamagedException e)
        {
            state.Add(StoredObjectKind.Document, key, e);
        }
        catch (RepositoryException e) when (e.ErrorId == "Repository.FormatVersion")
        {
            // The repository was opened a moment ago: the file changed since, or one bit of it.
            state.Add(StoredObjectKind.Document, key, Damage.In(key, "it says that it is of another format version", e));
        }
        catch (StoreObjectMissingException e)
        {
            state.Add(StoredObjectKind.Document, key, Damage.Missing(key, e));
        }
    }

    /// <summary>New content must not refer to chunks that are known to be damaged, repaired or not.</summary>
    private async Task ForgetAsync(IChunkCatalog chunks, VerificationState state, CancellationToken cancellationToken)
    {
        if (!state.Packs.Values.Any(p => p.IsDamaged || p.IsLost || p.Size is null))
            return;
        await foreach (IndexedPack pack in new OtherCopies(store, keys, state).ReadAsync(cancellationToken))
        {
            if (!state.Packs.TryGetValue(pack.Id, out PackEntry? entry))
                continue;
            await chunks.RemoveAsync([.. pack.SharedChunks().Where(c => !entry.IsGood(c.Place.Offset)).Select(c => new KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>(c.Id, ContentLocation.Single(c.Place)))], cancellationToken);
        }
    }
}
