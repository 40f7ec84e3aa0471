using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.ObjectStorage.References;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>Finds what restore points need that were committed after a mark was made, and what checkpoints need. Reads only segments that are newer than the mark.</summary>
internal sealed class NewReferences(IObjectStore store, RepositoryKeys keys)
{
    private readonly PointStore _points = new(store, keys, new LossStore(store, keys));
    private readonly SegmentReader _segments = new(store, keys);
    private readonly CheckpointStore _checkpoints = new(store, keys);
    private readonly ReferenceScan _scan = new(store, keys);

    /// <summary>Blocks by pack as references name them, and segments.</summary>
    public async Task<LiveSet> FindAsync(MarkDocument mark, CancellationToken cancellationToken)
    {
        var live = new LiveSet();
        await foreach (Guid job in _points.ListJobsAsync(cancellationToken))
        {
            long marked = mark.Jobs.FirstOrDefault(j => j.JobId == job)?.Sequence ?? 0;
            if (await _points.ListSequencesAsync(job, cancellationToken).AnyAsync(s => s > marked, cancellationToken))
                await AddAsync(job, marked, live, cancellationToken);
        }

        // A session that died before the mark may have left a checkpoint that the mark did not see: all of it is looked at.
        HashSet<string> read = new(StringComparer.Ordinal);
        await foreach (SessionCheckpoint checkpoint in _checkpoints.ListAllAsync(cancellationToken))
        {
            foreach (CheckpointHead left in checkpoint.Heads)
                await AddAsync(left.Head.Segment, knownHead: 0, read, live, cancellationToken);
        }

        return live;
    }

    private async Task AddAsync(Guid job, long marked, LiveSet live, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        HashSet<string> read = new(StringComparer.Ordinal);
        await foreach (StoredRestorePoint point in _points.ListAsync(job, 0, cancellationToken))
        {
            if (point.Manifest.Sequence <= marked)
            {
                if (point.Manifest.ListsAllHeads)
                    known.Clear();
                foreach (HeadRecord head in point.Manifest.Heads)
                    known[head.Identity.Key] = head.Segment.Head;
                continue;
            }

            foreach (HeadRecord head in point.Manifest.Heads)
                await AddAsync(head.Segment, known.GetValueOrDefault(head.Identity.Key), read, live, cancellationToken);
        }
    }

    /// <summary>Segments of heads that the job had reached when the mark was made were looked at then.</summary>
    private async Task AddAsync(SegmentReference head, int knownHead, HashSet<string> read, LiveSet live, CancellationToken cancellationToken)
    {
        if (head.Head <= knownHead || !read.Add(head.Name))
            return;
        OpenedSegment opened = await _segments.OpenSegmentAsync(head, cancellationToken);
        live.Add(head, opened.Parts);
        await foreach (ChangeRecord record in opened.ReadRecordsAsync(cancellationToken))
        {
            if (record is ChangeRecord.Upserted upserted)
                await AddAsync(upserted.Version, live, cancellationToken);
        }

        foreach (SegmentReference earlier in opened.Manifest.Chain)
        {
            live.Add(earlier, 0);
            await AddAsync(earlier, knownHead, read, live, cancellationToken);
        }
    }

    private async Task AddAsync(ItemVersion version, LiveSet live, CancellationToken cancellationToken)
    {
        foreach (ContentReference? content in (IEnumerable<ContentReference?>)[version.Content, version.Properties])
        {
            if (content is not { Length: > 0 })
                continue;
            await foreach (ChunkEntry chunk in _scan.ListChunksAsync(content, cancellationToken))
                live.Add(chunk.Place.Pack, chunk.Place.Offset, 0);
        }
    }
}
