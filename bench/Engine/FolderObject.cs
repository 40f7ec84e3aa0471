using System.IO.Enumeration;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Sessions;

namespace Veeam365.Backup.Bench.Engine;

/// <summary>One person's folder as a protected object: finds what changed since its committed head by size and time, and writes that.</summary>
internal sealed class FolderObject(string folder, ItemKind kind, CachedObject cached, IPersistentCache cache, IRepositoryWriter writer)
{
    private readonly bool _isFull = cached.Committed is null;
    private IObjectWriter? _target;
    private CacheSink? _sink;

    /// <summary>Writes what changed.</summary>
    /// <returns>What is left to do once the data is durable; null when nothing changed.</returns>
    public async Task<Func<CancellationToken, Task<HeadRecord>>?> WriteAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, (long Size, DateTimeOffset? ModifiedAt)> held = await ReadHeldAsync(cancellationToken);
        foreach (FolderFile file in Enumerate())
        {
            if (held.Remove(file.Key, out (long Size, DateTimeOffset? ModifiedAt) known) && (file.IsFolder || known == (file.Size, file.ModifiedAt)))
                continue;
            await WriteAsync(file, cancellationToken);
        }
        foreach (string gone in held.Keys)
            await Begin().WriteRecordAsync(new ChangeRecord.Removed(gone), cancellationToken);
        return _target is null ? null : CompleteAsync;
    }

    private async Task<Dictionary<string, (long Size, DateTimeOffset? ModifiedAt)>> ReadHeldAsync(CancellationToken cancellationToken)
    {
        var held = new Dictionary<string, (long Size, DateTimeOffset? ModifiedAt)>(StringComparer.Ordinal);
        if (cached.Committed is not { } committed)
            return held;
        await foreach (ItemVersion item in cache.ListItemsAsync(cached.Id, committed.Head, null, cancellationToken))
            held[item.Key] = (item.Size, item.ModifiedAt);
        return held;
    }

    private FileSystemEnumerable<FolderFile> Enumerate() => new(
        folder,
        (ref FileSystemEntry entry) => new FolderFile(
            Path.Join(entry.Directory[folder.Length..].TrimStart('/'), entry.FileName), entry.IsDirectory, entry.IsDirectory ? 0 : entry.Length, entry.LastWriteTimeUtc),
        new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, BufferSize = 64 << 10 });

    private async Task WriteAsync(FolderFile file, CancellationToken cancellationToken)
    {
        string parent = Path.GetDirectoryName(file.Key)!;
        var version = new ItemVersion
        {
            Key = file.Key,
            Kind = file.IsFolder ? ItemKind.Folder : kind,
            ParentKey = parent.Length == 0 ? null : parent,
            Name = kind == ItemKind.Message && !file.IsFolder ? Path.GetFileNameWithoutExtension(file.Key) : Path.GetFileName(file.Key),
            ModifiedAt = file.ModifiedAt,
            Size = file.Size,
        };
        if (file.IsFolder)
        {
            await Begin().WriteItemAsync(new ItemWrite(version, null, null), cancellationToken);
            return;
        }
        await using var content = new FileContent(File.OpenHandle(Path.Combine(folder, file.Key)));
        await Begin().WriteItemAsync(new ItemWrite(version, null, content), cancellationToken);
    }

    private IObjectWriter Begin()
    {
        if (_target is not null)
            return _target;
        int head = (cached.Committed?.Head ?? 0) + 1;
        SegmentKind segment = _isFull ? SegmentKind.Full : SegmentKind.Incremental;
        _sink = new CacheSink(cache, cached.Id, head, segment);
        return _target = writer.BeginObject(new ObjectWriteStart(cached.Identity, head, segment, cached.Committed), _sink);
    }

    private async Task<HeadRecord> CompleteAsync(CancellationToken cancellationToken)
    {
        await using IObjectWriter target = _target!;
        SegmentReference segment = await target.CompleteAsync(cancellationToken);
        await _sink!.FlushAsync(cancellationToken);
        HeadTotals totals = await cache.FinishHeadAsync(cached.Id, segment, _isFull ? SegmentKind.Full : SegmentKind.Incremental, cancellationToken);
        return new HeadRecord(cached.Identity, segment, totals.Items, totals.Bytes);
    }
}
