using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.References;

/// <summary>
/// Finds the item versions of one object that surviving heads hold. Every segment is read once, newest head first, so that what later segments change is known when an
/// earlier one is read: memory grows with the changes in incremental segments (16 bytes each), not with the items of the full one.
/// A version that its own segment overwrites counts as held: a little more may be kept, never less.
/// </summary>
internal sealed class ObjectScan(SegmentReader segments, IReadOnlyList<HeldHead> heads)
{
    private readonly Dictionary<string, SegmentNode> _nodes = new(StringComparer.Ordinal);
    private readonly PriorityQueue<SegmentNode, int> _waiting = new();

    /// <summary>Segments that surviving heads need, with their number of parts; complete after <see cref="ReadAsync"/>.</summary>
    public List<(SegmentReference Segment, int Parts)> Needed { get; } = [];

    /// <summary>Reads all of them.</summary>
    /// <exception cref="DataDamagedException">A segment is missing or damaged.</exception>
    public async IAsyncEnumerable<LiveItem> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (HeldHead head in heads)
            NodeOf(head.Head.Segment).Held ??= head;
        while (_waiting.TryDequeue(out SegmentNode? node, out _))
        {
            OpenedSegment opened = await segments.OpenSegmentAsync(node.Segment, cancellationToken);
            Needed.Add((node.Segment, opened.Parts));
            Link(node, opened.Manifest.Chain);
            await foreach (LiveItem item in ReadRecordsAsync(node, opened, cancellationToken))
                yield return item;
        }
    }

    /// <summary>Finds the segments that are needed without reading their records: one small read for each.</summary>
    public async Task ReadManifestsAsync(CancellationToken cancellationToken)
    {
        foreach (HeldHead head in heads)
            NodeOf(head.Head.Segment).Held ??= head;
        while (_waiting.TryDequeue(out SegmentNode? node, out _))
        {
            OpenedSegment opened = await segments.OpenSegmentAsync(node.Segment, cancellationToken);
            Needed.Add((node.Segment, opened.Parts));
            Link(node, opened.Manifest.Chain);
        }
    }

    private static async IAsyncEnumerable<LiveItem> ReadRecordsAsync(SegmentNode node, OpenedSegment opened, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool isRoot = opened.Manifest.Chain.Count == 0;
        List<UInt128> touched = [];
        await foreach (ChangeRecord record in opened.ReadRecordsAsync(cancellationToken))
        {
            if (KeyOf(record) is not { } key)
                continue;
            UInt128 hash = SegmentNode.HashOf(key);
            if (!isRoot)
                touched.Add(hash);
            if (record is ChangeRecord.Upserted { Version: var version } && node.IsLive(hash))
                yield return new LiveItem(node, opened.Manifest.Identity, version);
        }

        node.Remember(touched);
    }

    private static string? KeyOf(ChangeRecord record) => record switch
    {
        ChangeRecord.Upserted upserted => upserted.Version.Key,
        ChangeRecord.Removed removed => removed.Key,
        _ => null,
    };

    private void Link(SegmentNode node, IReadOnlyList<SegmentReference> chain)
    {
        foreach (SegmentReference earlier in chain)
        {
            if (earlier.Head >= node.Segment.Head)
                throw Damage.In(RepositoryLayout.SegmentManifest(node.Segment), "it builds on a later segment");
            NodeOf(earlier);
        }

        if (chain.Count > 0)
            NodeOf(chain[^1]).Add(node);
    }

    private SegmentNode NodeOf(SegmentReference segment)
    {
        if (_nodes.TryGetValue(segment.Name, out SegmentNode? node))
            return node;
        node = new SegmentNode(segment);
        _nodes.Add(segment.Name, node);
        _waiting.Enqueue(node, -segment.Head);
        return node;
    }
}
