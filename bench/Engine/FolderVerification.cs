using System.Collections.Concurrent;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Bench.Engine;

/// <summary>
/// Reads and checks everything: every pack's seals, blocks and chunk ids, every restore point and segment, and that every content they name lies in a checked block.
/// </summary>
internal sealed class FolderVerification(EngineWorkplace place)
{
    private readonly ConcurrentDictionary<(ObjectId Pack, int Offset), (int Stored, int Plain)> _blocks = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        BackupRepository repository = await place.FindRepositoryAsync(cancellationToken);
        await using var connection = await Core.Hosting.RepositoryConnection.OpenAsync(place.Services, repository, cancellationToken);
        var opened = (ObjectStorageRepository)connection.Repository;
        await CheckPacksAsync(opened.Store, opened.Keys, cancellationToken);
        await CheckPointsAsync(opened, cancellationToken);
    }

    private async Task CheckPacksAsync(IObjectStore store, RepositoryKeys keys, CancellationToken cancellationToken)
    {
        var buffers = new ConcurrentBag<byte[]>();
        var limit = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(store.ListAsync(RepositoryLayout.Packs, null, cancellationToken), limit, async (pack, token) =>
        {
            byte[] buffer = buffers.TryTake(out byte[]? used) && used.Length >= pack.Size ? used : GC.AllocateUninitializedArray<byte>((int)Math.Max(pack.Size, 36 << 20));
            int read = await store.ReadAsync(pack.Key, 0, buffer.AsMemory(0, (int)pack.Size), token);
            var id = ObjectHeader.Read(buffer, SealedKind.Pack, pack.Key);
            foreach (DirectoryBlock block in PackReader.Verify(keys, pack.Key, buffer.AsSpan(0, read)))
                _blocks[(id, block.Offset)] = (block.Stored, block.Plain);
            buffers.Add(buffer);
        });
    }

    private async Task CheckPointsAsync(ObjectStorageRepository repository, CancellationToken cancellationToken)
    {
        var segments = new HashSet<SegmentReference>();
        await foreach (Guid job in repository.ListJobsAsync(cancellationToken))
        {
            await foreach (StoredRestorePoint point in repository.ListRestorePointsAsync(job, 0, cancellationToken))
            {
                foreach (HeadRecord head in point.Manifest.Heads)
                {
                    segments.Add(head.Segment);
                    segments.UnionWith((await repository.ReadSegmentManifestAsync(head.Segment, cancellationToken)).Chain);
                }
            }
        }
        foreach (SegmentReference segment in segments)
        {
            await foreach (ChangeRecord record in repository.ReadSegmentAsync(segment, cancellationToken))
                await CheckAsync(repository, record, cancellationToken);
        }
    }

    private async Task CheckAsync(ObjectStorageRepository repository, ChangeRecord record, CancellationToken cancellationToken)
    {
        if (record is not ChangeRecord.Upserted { Version: { Content: { Length: > 0 } content } version })
            return;
        await foreach (ChunkEntry chunk in repository.WalkAsync(content, cancellationToken))
        {
            if (!_blocks.TryGetValue((chunk.Place.Pack, chunk.Place.Offset), out var block) || block.Stored != chunk.Place.Stored || chunk.Place.InBlock + chunk.Place.Length > block.Plain)
                throw new InvalidOperationException($"'{version.Key}' names what is not there.");
        }
    }
}
