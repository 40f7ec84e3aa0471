using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Restore points in the store.</summary>
internal sealed class PointStore(IObjectStore store, RepositoryKeys keys, LossStore losses)
{
    private readonly RemovalStore _removals = new(store, keys);

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

    /// <summary>One restore point.</summary>
    /// <exception cref="DataDamagedException">It is missing or damaged.</exception>
    public async Task<StoredRestorePoint> ReadAsync(Guid jobId, long sequence, CancellationToken cancellationToken)
    {
        string key = RepositoryLayout.Point(jobId, sequence);
        return await TryReadAsync(key, cancellationToken) ?? throw Damage.Missing(key);
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

    /// <summary>
    /// A job's restore points, oldest first; each must name the one before it, or one that a removal record names. One whose parent was removed comes with all its heads.
    /// </summary>
    public async IAsyncEnumerable<StoredRestorePoint> ListAsync(Guid jobId, long afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string prefix = RepositoryLayout.JobPoints(jobId);
        // The listing begins one earlier, so that the first one's parent can be compared too.
        string? after = afterSequence > 1 ? RepositoryLayout.Point(jobId, afterSequence - 1) : null;
        StoredRestorePoint? previous = null;
        await foreach (StoredObject found in store.ListAsync(prefix, after, cancellationToken))
        {
            if (await TryReadAsync(found.Key, cancellationToken) is not { } point)
                continue;
            if (RepositoryLayout.Point(jobId, point.Manifest.Sequence) != found.Key || point.Manifest.JobId != jobId)
                throw Damage.In(found.Key, "it is of another job or sequence");
            if (Follows(previous, point) || point.Manifest.Sequence > afterSequence)
                point = await CheckAsync(previous, point, found.Key, cancellationToken);
            previous = point;
            if (point.Manifest.Sequence > afterSequence)
                yield return point;
        }
    }

    /// <summary>The sequences that are there, at the cost of a listing.</summary>
    public async IAsyncEnumerable<long> ListSequencesAsync(Guid jobId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredObject found in store.ListAsync(RepositoryLayout.JobPoints(jobId), null, cancellationToken))
        {
            ReadOnlySpan<char> name = found.Key.AsSpan(found.Key.LastIndexOf('/') + 1);
            yield return long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence) ? sequence : throw Damage.In(found.Key, "it is no restore point's name");
        }
    }

    /// <summary>Compares a restore point with the one listed before it; one whose parent was removed comes with all its heads.</summary>
    /// <exception cref="DataDamagedException">Its parent is missing or another one.</exception>
    internal async Task<StoredRestorePoint> CheckAsync(StoredRestorePoint? previous, StoredRestorePoint point, string key, CancellationToken cancellationToken)
    {
        if (!Follows(previous, point))
            return await WithoutParentAsync(point, key, cancellationToken);
        CheckParent(previous, point, key);
        return point;
    }

    private static bool Follows(StoredRestorePoint? previous, StoredRestorePoint point) => point.Manifest.ParentSequence == (previous?.Manifest.Sequence ?? 0);

    private static void CheckParent(StoredRestorePoint? parent, StoredRestorePoint point, string key)
    {
        if (parent is not null && point.Manifest.ParentHash != parent.Hash)
            throw Damage.In(RepositoryLayout.Point(parent.Manifest.JobId, parent.Manifest.Sequence), $"it is not the one that '{key}' builds on");
    }

    /// <summary>A parent may be missing only where a record says that it was removed; the heads it handed down are in a list then.</summary>
    private async Task<StoredRestorePoint> WithoutParentAsync(StoredRestorePoint point, string key, CancellationToken cancellationToken)
    {
        RestorePointManifest manifest = point.Manifest;
        RemovalDocument? removal = (await _removals.ReadAsync(manifest.JobId, cancellationToken))?.Document;
        if (removal is null || !removal.Holds(manifest.ParentSequence))
            throw Damage.Missing(RepositoryLayout.Point(manifest.JobId, manifest.ParentSequence));
        if (removal.HashOf(manifest.ParentSequence) is { } hash && hash != manifest.ParentHash)
            throw Damage.In(key, "it builds on another restore point than the one that was removed");
        if (manifest.ListsAllHeads)
            return point;
        HeadListLink link = removal.Heads.FirstOrDefault(h => h.Sequence == manifest.Sequence)
            ?? throw Damage.In(key, "it lists only the heads that moved, and the others are not recorded");
        return point with { Manifest = manifest with { ListsAllHeads = true, Heads = await _removals.ReadHeadsAsync(manifest, link, cancellationToken) } };
    }

    /// <summary>Null when it was removed since it was listed.</summary>
    internal async Task<StoredRestorePoint?> TryReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            byte[] stored = await store.ReadWholeAsync(key, FormatParameters.ObjectMaximum, cancellationToken);
            using PooledBuffer json = new SealedObjectReader(keys, SealedKind.RestorePoint, key, stored).ReadAll();
            PointDocument document = FormatJson.Read(json.Span, FormatJson.Default.PointDocument, key);
            return new StoredRestorePoint(document.ToManifest(), await OriginalAsync(document, Sha256Hash.Of(stored), cancellationToken));
        }
        catch (StoreObjectMissingException)
        {
            return null;
        }
    }

    private static Guid JobOf(string key)
    {
        string[] parts = key.Split('/');
        return parts.Length == 3 && Guid.TryParseExact(parts[1], "N", out Guid job) ? job : throw Damage.In(key, "it is no restore point's name");
    }

    /// <summary>One that a repair wrote again keeps the hash that the chain and the caches know it by.</summary>
    private async Task<Sha256Hash> OriginalAsync(PointDocument point, Sha256Hash found, CancellationToken cancellationToken)
    {
        RepositoryLosses known = await losses.ReadAsync(cancellationToken);
        ReplacedPoint? replaced = known.Points.FirstOrDefault(p => p.JobId == point.JobId && p.Sequence == point.Sequence && p.Replacement == found);
        return replaced?.Original ?? found;
    }
}
