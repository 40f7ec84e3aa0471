using System.Globalization;
using System.Text.Json;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>Removal records and head lists in the store. Written by the holder of the maintenance lease only.</summary>
internal sealed class RemovalStore(IObjectStore store, RepositoryKeys keys)
{
    /// <summary>All removal records.</summary>
    public const string Records = RepositoryLayout.RemovalRecords;

    /// <summary>A job's removal records.</summary>
    internal static string FolderOf(Guid jobId) => $"{Records}{jobId:N}/";

    /// <summary>The head lists of a job's restore points.</summary>
    internal static string HeadsFolderOf(Guid jobId) => $"{RepositoryLayout.HeadLists}{jobId:N}/";

    /// <summary>The newest record of a job; null when none of its restore points was ever removed.</summary>
    /// <exception cref="DataDamagedException">It is damaged.</exception>
    public async Task<StoredRemoval?> ReadAsync(Guid jobId, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            string? newest = null;
            await foreach (StoredObject found in store.ListAsync(FolderOf(jobId), null, cancellationToken))
                newest = found.Key;
            if (newest is null)
                return null;
            try
            {
                return Parse(jobId, newest, await store.ReadWholeAsync(newest, FormatParameters.ObjectMaximum, cancellationToken));
            }
            catch (StoreObjectMissingException e)
            {
                // A newer one took its place meanwhile.
                if (attempt == 2)
                    throw Damage.Missing(newest, e);
            }
        }
    }

    /// <summary>Writes the next record of a job; it counts from then on.</summary>
    /// <exception cref="ConflictException">Somebody else wrote one.</exception>
    public async Task<StoredRemoval> WriteAsync(StoredRemoval removal, CancellationToken cancellationToken)
    {
        string key = KeyOf(removal.Document.JobId, removal.Generation);
        using SealedObjectWriter writer = new(keys, SealedKind.Removal, ObjectId.Create(), key);
        writer.AddAll(JsonSerializer.SerializeToUtf8Bytes(removal.Document, FormatJson.Default.RemovalDocument));
        if (await new VerifiedStore(store).PutIfAbsentAsync(PutRequest.Of(key, writer.Finish().ToArray()), cancellationToken))
            return removal;
        throw new ConflictException("Repository.RemovalTaken", "Another process removed restore points of this job at the same time.", "Try again.");
    }

    /// <summary>Deletes records and head lists of a job that the newest record has made needless.</summary>
    public async Task TidyAsync(StoredRemoval newest, CancellationToken cancellationToken)
    {
        Guid job = newest.Document.JobId;
        List<string> old = [];
        await foreach (StoredObject found in store.ListAsync(FolderOf(job), null, cancellationToken))
        {
            if (string.CompareOrdinal(found.Key, KeyOf(job, newest.Generation)) < 0)
                old.Add(found.Key);
        }

        HashSet<string> needed = [.. newest.Document.Heads.Select(h => HeadsFolderOf(job) + h.Name)];
        await foreach (StoredObject found in store.ListAsync(HeadsFolderOf(job), null, cancellationToken))
        {
            if (!needed.Contains(found.Key))
                old.Add(found.Key);
        }

        foreach (string key in old)
            await TryDeleteAsync(key, cancellationToken);
    }

    /// <summary>Writes a restore point's head list.</summary>
    public async Task<HeadListLink> WriteHeadsAsync(RestorePointManifest point, IEnumerable<HeadRecord> heads, CancellationToken cancellationToken)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{point.Sequence:D10}-{ObjectId.Create()}");
        string key = HeadsFolderOf(point.JobId) + name;
        HeadListDocument document = new([.. heads.Select(h => PointHead.Of(h, point.OrganizationId, point.JobId))]);
        using SealedObjectWriter writer = new(keys, SealedKind.HeadList, ObjectId.Create(), key);
        writer.AddAll(JsonSerializer.SerializeToUtf8Bytes(document, FormatJson.Default.HeadListDocument));
        PutRequest request = PutRequest.Of(key, writer.Finish().ToArray());
        await new VerifiedStore(store).PutAsync(request, cancellationToken);
        return new HeadListLink(point.Sequence, name, request.Hash);
    }

    /// <summary>Reads a restore point's head list.</summary>
    /// <exception cref="DataDamagedException">It is missing or damaged.</exception>
    public async Task<IReadOnlyList<HeadRecord>> ReadHeadsAsync(RestorePointManifest point, HeadListLink link, CancellationToken cancellationToken)
    {
        string key = HeadsFolderOf(point.JobId) + link.Name;
        if (!StoreKey.IsValid(key))
            throw Damage.Reference("it names no list of heads");
        try
        {
            byte[] stored = await store.ReadWholeAsync(key, FormatParameters.ObjectMaximum, cancellationToken);
            if (Sha256Hash.Of(stored) != link.Hash)
                throw Damage.In(key, "its hash is not the one it is referred to by");
            using PooledBuffer json = new SealedObjectReader(keys, SealedKind.HeadList, key, stored).ReadAll();
            HeadListDocument document = FormatJson.Read(json.Span, FormatJson.Default.HeadListDocument, key);
            return [.. document.Heads.Select(h => h.ToRecord(point.OrganizationId, point.JobId))];
        }
        catch (StoreObjectMissingException e)
        {
            throw Damage.Missing(key, e);
        }
    }

    private async Task TryDeleteAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await store.DeleteAsync(key, cancellationToken);
        }
        catch (RepositoryException e) when (e.ErrorId == StoreFault.ObjectLockedId)
        {
            // Needless and locked: a later run removes it.
        }
    }

    private static string KeyOf(Guid jobId, long generation) => string.Create(CultureInfo.InvariantCulture, $"{Records}{jobId:N}/{generation:D10}");

    private StoredRemoval Parse(Guid jobId, string key, byte[] stored)
    {
        if (!long.TryParse(key.AsSpan(key.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long generation))
            throw Damage.In(key, "it is no removal record's name");
        using PooledBuffer json = new SealedObjectReader(keys, SealedKind.Removal, key, stored).ReadAll();
        RemovalDocument document = FormatJson.Read(json.Span, FormatJson.Default.RemovalDocument, key);
        return document.JobId == jobId ? new StoredRemoval(generation, document) : throw Damage.In(key, "it is of another job");
    }
}
