using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// Keeps the chain of segments short, so that reading an object needs a bounded number of them: every 8th head is written as one segment of the net changes
/// of the last 8, every 64th of the last 64, and so on. A chain of n heads has at most 7 segments per power of 8, and a change is written once per power.
/// Segments that earlier restore points name stay where they are.
/// </summary>
internal sealed class SegmentMerge(TransferContext context, ResolvedObject target)
{
    private const int Fan = 8;

    /// <returns>The merged segment when one was due; otherwise the segment itself.</returns>
    public async Task<SegmentReference> RunAsync(SegmentReference segment, SegmentKind kind, CancellationToken cancellationToken)
    {
        if (kind == SegmentKind.Incremental && target.NeedsNewChain)
            return await WriteAsync(segment.Head, null, cancellationToken).ConfigureAwait(false);
        if (kind == SegmentKind.Full || segment.Head % Fan != 0)
            return segment;
        SegmentManifest manifest = await context.Connection.Repository.ReadSegmentManifestAsync(segment, cancellationToken).ConfigureAwait(false);
        SegmentReference parent = ParentOf(segment.Head, manifest.Chain);
        return parent.Head == segment.Head - 1 ? segment : await WriteAsync(segment.Head, parent, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The segment that a merged one builds on: the newest that lies before its span, or the full one.</summary>
    internal static SegmentReference ParentOf(int head, IReadOnlyList<SegmentReference> chain)
    {
        int span = Fan;
        while (head % (span * Fan) == 0)
            span *= Fan;
        return chain.LastOrDefault(s => s.Head <= head - span) ?? chain[0];
    }

    private async Task<SegmentReference> WriteAsync(int head, SegmentReference? parent, CancellationToken cancellationToken)
    {
        SegmentKind kind = parent is null ? SegmentKind.Full : SegmentKind.Incremental;
        await using IObjectWriter writer = context.Writer.BeginObject(new ObjectWriteStart(target.Identity, head, kind, parent), new NoSink());
        IPersistentCache cache = context.Connection.Cache;
        IAsyncEnumerable<ChangeRecord> records = parent is null ? ListAllAsync(cache, head, cancellationToken) : cache.ListChangesAsync(target.Cached.Id, parent.Head, head, cancellationToken);
        await foreach (ChangeRecord record in records.ConfigureAwait(false))
            await writer.WriteRecordAsync(record, cancellationToken).ConfigureAwait(false);
        return await writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Everything that the object holds at a head.</summary>
    private async IAsyncEnumerable<ChangeRecord> ListAllAsync(IPersistentCache cache, int head, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ItemVersion version in cache.ListItemsAsync(target.Cached.Id, head, null, cancellationToken).ConfigureAwait(false))
            yield return new ChangeRecord.Upserted(version);
        await foreach ((string key, ReadOnlyMemory<byte> value) in cache.ListStateAsync(target.Cached.Id, head, "", cancellationToken).ConfigureAwait(false))
            yield return new ChangeRecord.StateChanged(key, value);
    }

    /// <summary>The cache holds these changes already.</summary>
    private sealed class NoSink : IChangeSink
    {
        public ValueTask AcceptAsync(IReadOnlyList<ChangeRecord> records, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
