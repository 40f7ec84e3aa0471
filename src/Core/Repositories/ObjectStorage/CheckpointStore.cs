using System.Runtime.CompilerServices;
using System.Text.Json;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Checkpoints in the store: few, small and short-lived. None of them commits anything.</summary>
internal sealed class CheckpointStore(IObjectStore store, RepositoryKeys keys)
{
    /// <summary>Stores one beside those of the job that are there.</summary>
    /// <returns>Its key.</returns>
    public async Task<string> SaveAsync(SessionCheckpoint checkpoint, VerifiedStore verified, CancellationToken cancellationToken)
    {
        ObjectId id = ObjectId.Create();
        string key = RepositoryLayout.Checkpoint(checkpoint.JobId, checkpoint.CreatedAt, id);
        using SealedObjectWriter writer = new(keys, SealedKind.Checkpoint, id, key);
        writer.AddAll(JsonSerializer.SerializeToUtf8Bytes(CheckpointDocument.Of(checkpoint), FormatJson.Default.CheckpointDocument));
        await verified.PutAsync(PutRequest.Of(key, writer.Finish()), cancellationToken);
        return key;
    }

    /// <summary>The checkpoints of all jobs that can be read.</summary>
    public async IAsyncEnumerable<SessionCheckpoint> ListAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredObject found in store.ListAsync(RepositoryLayout.Checkpoints, null, cancellationToken))
        {
            if (await TryReadAsync(found.Key, cancellationToken) is { } checkpoint)
                yield return checkpoint;
        }
    }

    /// <summary>A job's checkpoints, oldest first. One that is damaged says nothing: the work it stands for is done again.</summary>
    public async IAsyncEnumerable<SessionCheckpoint> ListAsync(Guid jobId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredObject found in store.ListAsync(RepositoryLayout.JobCheckpoints(jobId), null, cancellationToken))
        {
            SessionCheckpoint? checkpoint = await TryReadAsync(found.Key, cancellationToken);
            yield return checkpoint?.JobId == jobId ? checkpoint : Nothing(jobId);
        }
    }

    /// <summary>Removes all of a job but one.</summary>
    public async Task RemoveAllButAsync(Guid jobId, string? keep, CancellationToken cancellationToken)
    {
        List<string> found = await store.ListAsync(RepositoryLayout.JobCheckpoints(jobId), null, cancellationToken)
            .Select(o => o.Key).Where(k => k != keep).ToListAsync(cancellationToken);
        foreach (string key in found)
            await store.DeleteAsync(key, cancellationToken);
    }

    private static SessionCheckpoint Nothing(Guid jobId) =>
        new() { JobId = jobId, SessionId = Guid.Empty, CreatedAt = DateTimeOffset.MinValue, ParentSequence = -1, Heads = [] };

    private async Task<SessionCheckpoint?> TryReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            byte[] stored = await store.ReadWholeAsync(key, FormatParameters.ObjectMaximum, cancellationToken);
            using PooledBuffer json = new SealedObjectReader(keys, SealedKind.Checkpoint, key, stored).ReadAll();
            return FormatJson.Read(json.Span, FormatJson.Default.CheckpointDocument, key).ToCheckpoint();
        }
        catch (Exception e) when (e is DataDamagedException or StoreObjectMissingException)
        {
            return null;
        }
    }
}
