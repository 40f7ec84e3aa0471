using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Reads segments; everything is compared with the hash in the reference before it is used.</summary>
internal sealed class SegmentReader(IObjectStore store, RepositoryKeys keys)
{
    private const int PartMaximum = 32 << 20;

    /// <summary>Reads what a segment says of itself.</summary>
    public async Task<SegmentManifest> ReadManifestAsync(SegmentReference segment, CancellationToken cancellationToken)
    {
        (SegmentDocument document, _) = await OpenAsync(segment, cancellationToken);
        return document.ToManifest();
    }

    /// <summary>Reads the records.</summary>
    public async IAsyncEnumerable<ChangeRecord> ReadAsync(SegmentReference segment, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        OpenedSegment opened = await OpenSegmentAsync(segment, cancellationToken);
        await foreach (ChangeRecord record in opened.ReadRecordsAsync(cancellationToken))
            yield return record;
    }

    /// <summary>Reads the manifest; the records can be read from what is returned, once, without reading it again.</summary>
    public async Task<OpenedSegment> OpenSegmentAsync(SegmentReference segment, CancellationToken cancellationToken)
    {
        (SegmentDocument document, SealedObjectReader rest) = await OpenAsync(segment, cancellationToken);
        return new OpenedSegment(document.ToManifest(), document.Parts.Count, token => ReadAsync(segment, document, rest, token));
    }

    private async IAsyncEnumerable<ChangeRecord> ReadAsync(
        SegmentReference segment, SegmentDocument document, SealedObjectReader rest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long records = 0;
        for (int i = 0; i < document.Parts.Count; i++)
        {
            string key = RepositoryLayout.SegmentPart(segment.ObjectKey, segment.Name, i);
            byte[] stored = await ReadCheckedAsync(key, document.Parts[i].Hash, cancellationToken);
            SealedObjectReader part = new(keys, SealedKind.SegmentPart, key, stored);
            while (NextFrame(part, key) is { } frame)
            {
                foreach (ChangeRecord record in frame)
                {
                    records++;
                    yield return record;
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
        }

        string manifest = RepositoryLayout.SegmentManifest(segment);
        while (NextFrame(rest, manifest) is { } frame)
        {
            foreach (ChangeRecord record in frame)
            {
                records++;
                yield return record;
            }
        }

        if (records != document.Records)
            throw Damage.In(manifest, "it counts other records than there are");
    }

    private static List<ChangeRecord>? NextFrame(SealedObjectReader reader, string key)
    {
        using PooledBuffer frame = new();
        return reader.TryRead(frame) ? RecordDecoder.ReadFrame(frame.Span, key) : null;
    }

    private async Task<(SegmentDocument Document, SealedObjectReader Records)> OpenAsync(SegmentReference segment, CancellationToken cancellationToken)
    {
        string key = RepositoryLayout.SegmentManifest(segment);
        if (!StoreKey.IsValid(key))
            throw Damage.Reference("it names no segment");
        byte[] stored = await ReadCheckedAsync(key, segment.Hash, cancellationToken);
        SealedObjectReader reader = new(keys, SealedKind.SegmentManifest, key, stored);
        using PooledBuffer json = new();
        if (!reader.TryRead(json))
            throw Damage.In(key, "it is empty");
        SegmentDocument document = FormatJson.Read(json.Span, FormatJson.Default.SegmentDocument, key);
        if (document.Head != segment.Head || document.ToManifest().Identity.Key != segment.ObjectKey)
            throw Damage.In(key, "it is of another object or head");
        return (document, reader);
    }

    private async Task<byte[]> ReadCheckedAsync(string key, Sha256Hash hash, CancellationToken cancellationToken)
    {
        try
        {
            byte[] stored = await store.ReadWholeAsync(key, PartMaximum, cancellationToken);
            return Sha256Hash.Of(stored) == hash ? stored : throw Damage.In(key, "its hash is not the one it is referred to by");
        }
        catch (StoreObjectMissingException e)
        {
            throw Damage.Missing(key, e);
        }
    }
}
