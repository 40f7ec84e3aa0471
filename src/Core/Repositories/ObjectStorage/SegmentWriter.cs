using System.Text.Json;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// Writes a segment: records go into frames, frames into data parts that are stored as they fill; the manifest comes last and is what counts.
/// The records of a small segment lie in the manifest itself, so that an object with few changes costs one object. Called by one at a time.
/// </summary>
internal sealed class SegmentWriter : IDisposable
{
    private const int FrameSize = 256 << 10;
    private const int PartSize = 8 << 20;
    private readonly WriterParts _parts;
    private readonly ObjectWriteStart _start;
    private readonly ObjectId _id = ObjectId.Create();
    private readonly string _name;
    private readonly PooledBuffer _frame = new();
    private readonly RecordEncoder _encoder;
    private readonly List<SegmentPartInfo> _stored = [];
    private SealedObjectWriter? _part;
    private long _recordsInFrame;
    private long _recordsInPart;
    private long _records;

    /// <summary>Begins a segment.</summary>
    public SegmentWriter(WriterParts parts, ObjectWriteStart start)
    {
        _parts = parts;
        _start = start;
        _name = RepositoryLayout.SegmentName(start.Head, _id);
        _encoder = new RecordEncoder(_frame);
    }

    /// <summary>Appends records.</summary>
    public async ValueTask AppendAsync(IReadOnlyList<ChangeRecord> records)
    {
        foreach (ChangeRecord record in records)
        {
            // The frame that is full is closed only when more follows, so that a small segment stays in its manifest.
            if (_frame.Length >= FrameSize)
                await CloseFrameAsync();
            int before = _frame.Length;
            _encoder.Write(record);
            _recordsInFrame++;
            if (_frame.Length - before > FormatParameters.ChunkMaximum)
                throw new RepositoryException("Repository.RecordTooLarge", "A record is larger than the repository can hold.", "Report this; the object is kept as it was.");
        }
    }

    /// <summary>Stores the rest and the manifest.</summary>
    public async Task<SegmentReference> CompleteAsync(CancellationToken cancellationToken)
    {
        if (_part is not null || _stored.Count > 0)
            await CloseFrameAsync();
        await ClosePartAsync();
        long inManifest = _recordsInFrame;
        IReadOnlyList<SegmentLink> chain = await ChainAsync(cancellationToken);
        SegmentDocument document = SegmentDocument.Of(_start, chain, _stored, _records + inManifest);
        string key = RepositoryLayout.SegmentManifest(_start.Identity.Key, _name);
        using SealedObjectWriter manifest = new(_parts.Keys, SealedKind.SegmentManifest, _id, key);
        manifest.AddOne(JsonSerializer.SerializeToUtf8Bytes(document, FormatJson.Default.SegmentDocument));
        if (inManifest > 0)
            manifest.AddOne(_frame.Span);
        PutRequest request = PutRequest.Of(key, manifest.Finish());
        await _parts.Store.PutAsync(request, cancellationToken);
        return new SegmentReference(_start.Identity.Key, _start.Head, _name, request.Hash);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _part?.Dispose();
        _frame.Dispose();
    }

    private async ValueTask CloseFrameAsync()
    {
        if (_recordsInFrame == 0)
            return;
        _part ??= BeginPart();
        _part.AddOne(_frame.Span);
        _recordsInPart += _recordsInFrame;
        _recordsInFrame = 0;
        _frame.Truncate(0);
        _encoder.Reset();
        if (_part.Length >= PartSize - (2 * FrameSize))
            await ClosePartAsync();
    }

    // A part has an id of its own: the key that seals it must not seal anything else.
    private SealedObjectWriter BeginPart() =>
        new(_parts.Keys, SealedKind.SegmentPart, ObjectId.Create(), RepositoryLayout.SegmentPart(_start.Identity.Key, _name, _stored.Count));

    private async ValueTask ClosePartAsync()
    {
        if (_part is null)
            return;
        PutRequest request = PutRequest.Of(_part.Key, _part.Finish());
        await _parts.Store.PutAsync(request, _parts.Lifetime);
        _stored.Add(new SegmentPartInfo(request.Content.Length, request.Hash, _recordsInPart));
        _records += _recordsInPart;
        _recordsInPart = 0;
        _part.Dispose();
        _part = null;
    }

    private async Task<IReadOnlyList<SegmentLink>> ChainAsync(CancellationToken cancellationToken)
    {
        if (_start.Parent is not { } parent)
            return [];
        SegmentManifest manifest = await _parts.ReadManifest(parent, cancellationToken);
        List<SegmentLink> chain = new(manifest.Chain.Count + 1);
        foreach (SegmentReference link in manifest.Chain)
            chain.Add(new SegmentLink(link.Head, link.Name, link.Hash));
        chain.Add(new SegmentLink(parent.Head, parent.Name, parent.Hash));
        return chain;
    }
}
