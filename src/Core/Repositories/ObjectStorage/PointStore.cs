using System.Runtime.CompilerServices;
using System.Text.Json;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Restore points in the store.</summary>
internal sealed class PointStore(IObjectStore store, RepositoryKeys keys, LossStore losses)
{
    /// <summary>Puts a restore point if its sequence is not taken.</summary>
    /// <exception cref="ConflictException">It is taken.</exception>
    public async Task<StoredRestorePoint> CommitAsync(RestorePointManifest manifest, VerifiedStore verified, CancellationToken cancellationToken)
    {
        string key = RepositoryLayout.Point(manifest.JobId, manifest.Sequence);
        using SealedObjectWriter writer = new(keys, SealedKind.RestorePoint, ObjectId.Create(), key);
        writer.AddAll(JsonSerializer.SerializeToUtf8Bytes(PointDocument.Of(manifest), FormatJson.Default.PointDocument));
        PutRequest request = PutRequest.Of(key, writer.Finish());
        if (await verified.PutIfAbsentAsync(request, cancellationToken))
            return new StoredRestorePoint(manifest, request.Hash);
        throw new ConflictException(
            "RestorePoint.SequenceTaken",
            $"Another session committed restore point {manifest.Sequence} of this job first.",
            "Run the job again; it builds on the restore point that was committed.");
    }

    /// <summary>The jobs that have restore points.</summary>
    public async IAsyncEnumerable<Guid> ListJobsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        while (true)
        {
            Guid? found = null;
            await foreach (StoredObject point in store.ListAsync(RepositoryLayout.Points, after, cancellationToken))
            {
                found = JobOf(point.Key);
                // '0' follows '/': everything of this job sorts before it, so the next look begins behind the job.
                after = point.Key[..(point.Key.LastIndexOf('/') is var slash and > 0 ? slash : point.Key.Length)] + "0";
                break;
            }

            if (after is null || found is null)
                yield break;
            yield return found.Value;
        }
    }

    /// <summary>A job's restore points, oldest first; each must name the one before it.</summary>
    public async IAsyncEnumerable<StoredRestorePoint> ListAsync(Guid jobId, long afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string prefix = RepositoryLayout.JobPoints(jobId);
        // The listing begins one earlier, so that the first one's parent can be compared too.
        string? after = afterSequence > 1 ? RepositoryLayout.Point(jobId, afterSequence - 1) : null;
        StoredRestorePoint? previous = null;
        await foreach (StoredObject found in store.ListAsync(prefix, after, cancellationToken))
        {
            StoredRestorePoint point = await ReadAsync(found.Key, cancellationToken);
            if (RepositoryLayout.Point(jobId, point.Manifest.Sequence) != found.Key || point.Manifest.JobId != jobId)
                throw Damage.In(found.Key, "it is of another job or sequence");
            CheckChain(previous, point, found.Key);
            previous = point;
            if (point.Manifest.Sequence > afterSequence)
                yield return point;
        }
    }

    /// <summary>Compares a restore point with the one listed before it.</summary>
    /// <exception cref="DataDamagedException">One is missing or another one.</exception>
    internal static void CheckChain(StoredRestorePoint? previous, StoredRestorePoint point, string key)
    {
        // The oldest one that is there may have a parent that retention removed.
        if (previous is null)
            return;
        if (point.Manifest.ParentSequence != previous.Manifest.Sequence)
            throw Damage.Missing(RepositoryLayout.Point(point.Manifest.JobId, point.Manifest.ParentSequence));
        if (point.Manifest.ParentHash != previous.Hash)
            throw Damage.In(RepositoryLayout.Point(previous.Manifest.JobId, previous.Manifest.Sequence), $"it is not the one that '{key}' builds on");
    }

    private static Guid JobOf(string key)
    {
        string[] parts = key.Split('/');
        return parts.Length == 3 && Guid.TryParseExact(parts[1], "N", out Guid job) ? job : throw Damage.In(key, "it is no restore point's name");
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="DataDamagedException">It is damaged or missing.</exception>
    internal async Task<StoredRestorePoint> ReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            byte[] stored = await store.ReadWholeAsync(key, FormatParameters.ObjectMaximum, cancellationToken);
            using PooledBuffer json = new SealedObjectReader(keys, SealedKind.RestorePoint, key, stored).ReadAll();
            PointDocument document = FormatJson.Read(json.Span, FormatJson.Default.PointDocument, key);
            return new StoredRestorePoint(document.ToManifest(), await OriginalAsync(document, Sha256Hash.Of(stored), cancellationToken));
        }
        catch (StoreObjectMissingException e)
        {
            throw Damage.Missing(key, e);
        }
    }

    /// <summary>One that a repair wrote again keeps the hash that the chain and the caches know it by.</summary>
    private async Task<Sha256Hash> OriginalAsync(PointDocument point, Sha256Hash found, CancellationToken cancellationToken)
    {
        RepositoryLosses known = await losses.ReadAsync(cancellationToken);
        ReplacedPoint? replaced = known.Points.FirstOrDefault(p => p.JobId == point.JobId && p.Sequence == point.Sequence && p.Replacement == found);
        return replaced?.Original ?? found;
    }
}
