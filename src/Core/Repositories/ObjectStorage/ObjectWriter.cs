using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// Writes one head of one object. Items gather in an open batch; the worker that fills it stores its block; records then leave in the batches' order
/// to the segment and the sink.
/// </summary>
internal sealed class ObjectWriter : IObjectWriter
{
    private readonly WriterParts _parts;
    private readonly IChangeSink _sink;
    private readonly SegmentWriter _segment;
    private readonly Lock _sync = new();
    private readonly Queue<ItemBatch> _batches = new();
    private readonly HashSet<OpenPack> _packs = [];
    private readonly SemaphoreSlim _releasing = new(1);
    private ItemBatch? _open;
    private Exception? _failure;
    private int _ended;
    private bool _closed;

    /// <summary>Begins.</summary>
    public ObjectWriter(WriterParts parts, ObjectWriteStart start, IChangeSink sink)
    {
        _parts = parts;
        _sink = sink;
        _segment = new SegmentWriter(parts, start);
        parts.Flusher.Begin();
    }

    /// <inheritdoc/>
    public async ValueTask<long> WriteItemAsync(ItemWrite item, CancellationToken cancellationToken)
    {
        ThrowIfUnusable();
        WriterShelf shelf = _parts.Shelves.For(item.Version);
        ContentDraft? content = null;
        ContentDraft? properties = null;
        try
        {
            if (item.Content is not null)
                content = await shelf.Drafter.ReadAsync(item.Content, item.Version.Kind == ItemKind.Message, cancellationToken);
            if (item.Properties is { } bytes)
                properties = await shelf.Drafter.TakeAsync(bytes, cancellationToken);
            List<ItemBatch>? full = Record(shelf, Finish(item, content), content, properties);
            if (full is not null)
                await StoreAsync(full).WaitAsync(cancellationToken);
            return content?.Length ?? 0;
        }
        finally
        {
            content?.Release();
            properties?.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteRecordAsync(ChangeRecord record, CancellationToken cancellationToken)
    {
        ThrowIfUnusable();
        List<ItemBatch>? full = Record(null, record, null, null);
        if (full is not null)
            await StoreAsync(full).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<SegmentReference> CompleteAsync(CancellationToken cancellationToken)
    {
        ThrowIfUnusable();
        try
        {
            await CloseAsync().WaitAsync(cancellationToken);
        }
        finally
        {
            End();
        }

        await _parts.Flusher.WaitDurableAsync(_packs, cancellationToken);
        return await _segment.CompleteAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        End();
        List<Task> storing = [];
        lock (_sync)
        {
            _closed = true;
            foreach (ItemBatch batch in _batches)
            {
                if (batch.IsClosed)
                    storing.Add(batch.Stored);
                else
                    batch.Discard();
            }
        }

        await Task.WhenAll(storing);
        _segment.Dispose();
        _releasing.Dispose();
    }

    private static ChangeRecord.Upserted Finish(ItemWrite item, ContentDraft? content)
    {
        ItemVersion version = item.Version;
        if (content is { } read && version.Size == 0)
            version = version with { Size = read.Length };
        return new ChangeRecord.Upserted(item.FinishVersion is null ? version : item.FinishVersion(version));
    }

    /// <summary>Adds a record to the open batch; returns the batches that are full now.</summary>
    /// <param name="shelf">What stores its content; null when it has none.</param>
    /// <param name="record">The record.</param>
    /// <param name="content">Its content.</param>
    /// <param name="properties">Its properties.</param>
    private List<ItemBatch>? Record(WriterShelf? shelf, ChangeRecord record, ContentDraft? content, ContentDraft? properties)
    {
        List<ItemBatch>? full = null;
        lock (_sync)
        {
            ThrowIfUnusable();
            PendingContent? pendingProperties = Place(shelf, properties, ref full);
            PendingContent? pendingContent = Place(shelf, content, ref full);
            ItemBatch batch = OpenBatch(shelf);
            batch.Add(new PendingRecord(record, pendingContent, pendingProperties));
            if (batch.IsFull)
                CloseBatch(ref full);
        }

        return full;
    }

    private PendingContent? Place(WriterShelf? shelf, ContentDraft? draft, ref List<ItemBatch>? full)
    {
        if (draft is not { } content)
            return null;
        foreach (OpenPack pack in content.Packs)
            Need(pack);
        if (content.Location is not null)
            return new PendingContent(content.Length, content.Hash, content.Location, null, 0);
        if (_open is { } open && (open.Shelf != shelf || !open.Fits((int)content.Length)))
            CloseBatch(ref full);
        return content.Pieces is null
            ? OpenBatch(shelf).Add(content.Bytes.Span, content.Hash, content.Id)
            : OpenBatch(shelf).Add(content.Pieces, content.Length, content.Hash);
    }

    private ItemBatch OpenBatch(WriterShelf? shelf)
    {
        if (_open is not null)
            return _open;
        _open = new ItemBatch(shelf ?? _parts.Shelves.Any);
        _batches.Enqueue(_open);
        return _open;
    }

    private void CloseBatch(ref List<ItemBatch>? full)
    {
        if (_open is not { } batch)
            return;
        _open = null;
        batch.IsClosed = true;
        (full ??= []).Add(batch);
    }

    private async Task StoreAsync(List<ItemBatch> batches)
    {
        foreach (ItemBatch batch in batches)
            await StoreAsync(batch);
        ThrowIfFailed();
    }

    /// <summary>Never throws: a failure belongs to the object. Cancelling the call that filled the batch does not stop it, since others' items are in it.</summary>
    private async Task StoreAsync(ItemBatch batch)
    {
        try
        {
            OpenPack? pack = await batch.StoreAsync(_parts.Dedup);
            lock (_sync)
            {
                if (pack is not null)
                    Need(pack);
            }

            await ReleaseAsync();
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _failure, e, null);
        }
        finally
        {
            batch.Finish();
        }
    }

    /// <summary>Passes on the records of batches that have their place, oldest first, as far as there are such.</summary>
    private async Task ReleaseAsync()
    {
        await _releasing.WaitAsync(_parts.Lifetime);
        try
        {
            while (NextPlaced() is { } batch)
            {
                ChangeRecord[] records = new ChangeRecord[batch.Records.Count];
                for (int i = 0; i < records.Length; i++)
                    records[i] = batch.Records[i].Resolve();
                await _segment.AppendAsync(records);
                await _sink.AcceptAsync(records, _parts.Lifetime);
            }
        }
        finally
        {
            _releasing.Release();
        }
    }

    private ItemBatch? NextPlaced()
    {
        lock (_sync)
            return _batches.TryPeek(out ItemBatch? batch) && batch.IsPlaced ? _batches.Dequeue() : null;
    }

    private async Task CloseAsync()
    {
        List<ItemBatch>? rest = null;
        List<Task> storing = [];
        lock (_sync)
        {
            _closed = true;
            CloseBatch(ref rest);
            foreach (ItemBatch batch in _batches)
                storing.Add(batch.Stored);
        }

        if (rest is not null)
            await StoreAsync(rest);
        await Task.WhenAll(storing);
        ThrowIfFailed();
    }

    private void Need(OpenPack pack)
    {
        if (pack.Failure is { } failure)
            _failure ??= failure;
        if (_packs.Add(pack) && _packs.Count % 64 == 0)
            _packs.RemoveWhere(static p => p.IsDurable);
    }

    private void End()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
            _parts.Flusher.End();
    }

    private void ThrowIfUnusable()
    {
        ThrowIfFailed();
        ObjectDisposedException.ThrowIf(_closed, this);
    }

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is { } failure)
            throw Failed(failure);
    }

    private static Exception Failed(Exception failure) => failure as BackupException ?? new RepositoryException(
        "Repository.WriteFailed", "Writing the object's data failed.", "Run the job again.", failure);
}
