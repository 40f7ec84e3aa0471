using System.Collections.Concurrent;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// Reads all restore points (their chain of hashes) and every segment that one of them needs (manifest, parts, chain, each record), and sees that the content the records refer to
/// lies in blocks that the packs have. Memory grows with the number of segments by a few bytes each.
/// </summary>
internal sealed class MetadataVerification(IObjectStore store, PointStore points, SegmentReader segments, ICacheHistory history, VerificationState state)
{
    private const int SideBySide = 4;
    private const string PointStep = "Reading restore points";
    private readonly ConcurrentDictionary<ObjectId, string?> _segments = [];
    private long _records;

    /// <summary>Runs it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        long read = 0;
        HashSet<string> listed = new(StringComparer.Ordinal);
        StoredRestorePoint? previous = null;
        await foreach (StoredObject found in store.ListAsync(RepositoryLayout.Points, null, cancellationToken))
        {
            state.Report(PointStep, read++, null);
            listed.Add(found.Key);
            StoredRestorePoint? point = await ReadAsync(found.Key, previous, cancellationToken);
            if (point is not null)
                await Parallel.ForEachAsync(point.Manifest.Heads, new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancellationToken }, VerifyAsync);
            previous = point;
        }

        await AddMissingAsync(listed, cancellationToken);
        state.EndStep("RestorePoints", StoredObjectKind.RestorePoint, $"{read} restore points.");
        state.EndStep("Segments", StoredObjectKind.Segment, $"{_segments.Count} segments with {_records} records.");
    }

    private async Task<StoredRestorePoint?> ReadAsync(string key, StoredRestorePoint? previous, CancellationToken cancellationToken)
    {
        try
        {
            if (await points.TryReadAsync(key, cancellationToken) is not { } point)
                return null;
            if (RepositoryLayout.Point(point.Manifest.JobId, point.Manifest.Sequence) != key)
                throw Damage.In(key, "it is of another job or sequence");
            return await CompareChainAsync(previous?.Manifest.JobId == point.Manifest.JobId ? previous : null, point, key, cancellationToken);
        }
        catch (DataDamagedException e)
        {
            AddPoint(key, e);
            return null;
        }
    }

    /// <summary>The chain of hashes does not tell that the newest restore point is gone; the cache does.</summary>
    private async Task AddMissingAsync(HashSet<string> listed, CancellationToken cancellationToken)
    {
        await foreach (CachedPoint known in history.ListPointsAsync(cancellationToken))
        {
            string key = RepositoryLayout.Point(known.JobId, known.Sequence);
            if (!listed.Contains(key))
                AddPoint(key, Damage.Missing(key));
        }
    }

    private async Task<StoredRestorePoint> CompareChainAsync(StoredRestorePoint? previous, StoredRestorePoint point, string key, CancellationToken cancellationToken)
    {
        try
        {
            return await points.CheckAsync(previous, point, key, cancellationToken);
        }
        catch (DataDamagedException e)
        {
            // The one that is missing or was exchanged is to blame, not the one that tells of it.
            AddPoint(Damage.KeyOf(e) ?? key, e);
            return point;
        }
    }

    private void AddPoint(string key, DataDamagedException error)
    {
        state.Add(StoredObjectKind.RestorePoint, key, error);
        string[] parts = key.Split('/');
        if (parts.Length == 3 && Guid.TryParseExact(parts[1], "N", out Guid job) && long.TryParse(parts[2], out long sequence))
            state.DamagedPoints[(job, sequence)] = true;
    }

    private async ValueTask VerifyAsync(HeadRecord head, CancellationToken cancellationToken)
    {
        string? damaged = null;
        try
        {
            SegmentManifest manifest = await segments.ReadManifestAsync(head.Segment, cancellationToken);
            foreach (SegmentReference segment in manifest.Chain)
                damaged ??= await VerifyAsync(segment, cancellationToken);
        }
        catch (DataDamagedException)
        {
            // Told below.
        }

        damaged ??= await VerifyAsync(head.Segment, cancellationToken);
        if (damaged is not null)
            state.DamagedHeads.TryAdd((head.Identity.Key, head.Segment.Head), damaged);
    }

    /// <returns>The key of the stored object that is damaged; null when the segment is intact.</returns>
    private async Task<string?> VerifyAsync(SegmentReference segment, CancellationToken cancellationToken)
    {
        ObjectId mark = MarkOf(segment);
        if (_segments.TryGetValue(mark, out string? known))
            return known;
        string? damaged = null;
        try
        {
            await foreach (ChangeRecord record in segments.ReadAsync(segment, cancellationToken))
                Follow(record, segment);
        }
        catch (DataDamagedException e)
        {
            damaged = Damage.KeyOf(e) ?? RepositoryLayout.SegmentManifest(segment);
            bool isKnown = state.Losses.Chains.Any(c => c.ObjectKey == segment.ObjectKey && segment.Head <= c.LastHead);
            state.Add(StoredObjectKind.Segment, damaged, e, isKnown);
        }

        _segments.TryAdd(mark, damaged);
        return damaged;
    }

    private void Follow(ChangeRecord record, SegmentReference segment)
    {
        Interlocked.Increment(ref _records);
        if (record is not ChangeRecord.Upserted { Version: var version })
            return;
        Follow(version.Content, segment);
        Follow(version.Properties, segment);
    }

    private void Follow(ContentReference? content, SegmentReference segment)
    {
        if (content is null || content.Length == 0)
            return;
        foreach (ChunkEntry chunk in ContentLocation.Read(content.Location.Span, default, out _))
        {
            // A pack that is gone may have been repacked: that is judged when all references are followed.
            if (!state.Packs.TryGetValue(chunk.Place.Pack, out PackEntry? pack))
                continue;
            pack.IsReferenced = true;
            if (pack.Size is not null && pack.IsDescribed && !pack.Holds(chunk.Place))
                throw Damage.In(RepositoryLayout.SegmentManifest(segment), $"it refers to a block that '{pack.Key}' does not have");
        }
    }

    private static ObjectId MarkOf(SegmentReference segment)
    {
        Span<byte> hash = stackalloc byte[Sha256Hash.Size];
        Sha256Hash.Of(System.Text.Encoding.UTF8.GetBytes($"{segment.ObjectKey}/{segment.Name}/{segment.Hash}")).CopyTo(hash);
        return ObjectId.Read(hash);
    }
}
