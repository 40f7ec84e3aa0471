using System.Collections.Concurrent;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Bench.Engine;

/// <summary>A session without Microsoft 365: the same repository, cache, write order and commit; its objects are the folders of a tree, processed side by side.</summary>
internal sealed class FolderBackup(EngineWorkplace place)
{
    private readonly ConcurrentBag<(CachedObject Cached, HeadRecord Head)> _moved = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        BackupRepository repository = await place.FindRepositoryAsync(cancellationToken);
        await using RepositoryConnection connection = await RepositoryConnection.OpenAsync(place.Services, repository, cancellationToken);
        await using IRepositoryWriter writer = connection.Repository.CreateWriter(connection.Cache.Chunks, new RepositoryWriterOptions());
        var completions = new ConcurrentBag<Task>();
        await Parallel.ForEachAsync(
            Directory.EnumerateDirectories(place.Tree).Order(StringComparer.Ordinal),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            async (folder, token) =>
            {
                CachedObject cached = await connection.Cache.OpenObjectAsync(IdentityOf(folder), null, token);
                var target = new FolderObject(folder, place.IsMail ? ItemKind.Message : ItemKind.File, cached, connection.Cache, writer);
                // The next object begins while this one's packs are on their way, as in a session.
                if (await target.WriteAsync(token) is { } complete)
                    completions.Add(CompleteAsync(cached, complete, cancellationToken));
            });
        await Task.WhenAll(completions);
        await CommitAsync(connection, repository, writer, cancellationToken);
    }

    private ObjectIdentity IdentityOf(string folder)
    {
        string name = Path.GetFileName(folder);
        return new ObjectIdentity(
            EngineWorkplace.OrganizationId,
            EngineWorkplace.JobId,
            new ProtectedObject(ObjectKind.User, name, name, $"{name}@contoso.example"),
            place.IsMail ? Workload.Mailbox : Workload.OneDrive);
    }

    private async Task CompleteAsync(CachedObject cached, Func<CancellationToken, Task<HeadRecord>> complete, CancellationToken cancellationToken) =>
        _moved.Add((cached, await complete(cancellationToken)));

    private async Task CommitAsync(RepositoryConnection connection, BackupRepository repository, IRepositoryWriter writer, CancellationToken cancellationToken)
    {
        CachedPoint? parent = await connection.Cache.FindLastPointAsync(EngineWorkplace.JobId, cancellationToken);
        var manifest = new RestorePointManifest
        {
            Id = Guid.CreateVersion7(),
            Sequence = (parent?.Sequence ?? 0) + 1,
            JobId = EngineWorkplace.JobId,
            JobName = "Bench",
            OrganizationId = EngineWorkplace.OrganizationId,
            OrganizationName = "Contoso",
            SessionId = Guid.CreateVersion7(),
            CreatedAt = DateTimeOffset.UtcNow,
            Kind = parent is null ? SessionKind.Full : SessionKind.Incremental,
            ParentSequence = parent?.Sequence ?? 0,
            ParentHash = parent?.Hash,
            ListsAllHeads = parent is null,
            Heads = [.. _moved.Select(m => m.Head)],
            Objects = (parent?.Objects ?? 0) + _moved.Count(m => m.Cached.Committed is null),
            Items = (parent?.Items ?? 0) + _moved.Sum(m => m.Head.Items - m.Cached.Totals.Items),
            Bytes = (parent?.Bytes ?? 0) + _moved.Sum(m => m.Head.Bytes - m.Cached.Totals.Bytes),
        };
        StoredRestorePoint stored = await writer.CommitAsync(manifest, cancellationToken);
        await connection.Cache.CommitPointAsync(stored.Manifest, stored.Hash, cancellationToken);
        await place.Services.Configuration.RestorePoints.AddAsync(RestorePointListing.From(stored.Manifest, repository.Id), cancellationToken);
    }
}
