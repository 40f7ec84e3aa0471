using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Core.Repositories.Stores;
using Veeam365.Backup.Tests.Golden;
using Veeam365.Backup.Tests.Repositories;

namespace Veeam365.Backup.Tests.Verification;

/// <summary>A repository with something of everything whose objects are damaged and put right again; its cache knew it whole.</summary>
internal sealed class DamageBench : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _caches = new();
    private readonly FolderStore _store;
    private readonly RepositoryDocument _document;
    private readonly RepositoryDescription _description;
    private readonly IPersistentCache _cache;

    private DamageBench(TemporaryFolder folder, TemporaryFolder caches, IPersistentCache cache, RepositoryDocument document, string? password)
    {
        (_folder, _caches, _cache) = (folder, caches, cache);
        _store = new FolderStore(folder.Root);
        RepositoryKeys = password is null ? RepositoryKeys.Plain : RepositoryKeys.From(PasswordLock.Unwrap(document.Key!, password, document.Id));
        _document = document;
        _description = new RepositoryDescription(document.Id, 1, password is not null, document.CreatedAt, document.Settings);
        Keys = [.. Directory.GetFiles(folder.Root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder.Root, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];
    }

    public RepositoryKeys RepositoryKeys { get; }

    public IReadOnlyList<string> Keys { get; }

    public static async Task<DamageBench> CreateAsync(string? password)
    {
        TemporaryFolder folder = new();
        TemporaryFolder caches = new();
        await GoldenRepository.WriteAsync(folder.Root, password);
        RepositoryDocument document = RepositoryDocumentFile.Read(await File.ReadAllBytesAsync(Path.Combine(folder.Root, RepositoryLayout.Document)));
        IPersistentCache cache = await new SqlitePersistentCacheFactory(caches.Root).OpenAsync(document.Id, CancellationToken.None);
        DamageBench bench = new(folder, caches, cache, document, password);
        await foreach (StoredRestorePoint _ in new RepositorySynchronizer(bench.Open(), cache).SynchronizeAsync(CancellationToken.None))
        {
        }

        Assert.True((await bench.VerifyAsync()).Succeeded);
        return bench;
    }

    public byte[] Read(string key) => File.ReadAllBytes(PathOf(key));

    /// <summary>Null to remove it.</summary>
    public void Write(string key, byte[]? bytes)
    {
        if (bytes is null)
            File.Delete(PathOf(key));
        else
            File.WriteAllBytes(PathOf(key), bytes);
    }

    public Task<VerificationReport> VerifyAsync() =>
        ((IDataVerification)Open()).VerifyAsync(_cache, new VerificationRequest(), static _ => { }, CancellationToken.None);

    /// <summary>Everything that the cache names is read: each content comes back as it was, or not at all.</summary>
    public async Task AssertNothingWrongIsReadAsync()
    {
        IBackupRepository repository = Open();
        foreach (CachedObject target in await _cache.History.ListObjectsAsync(CancellationToken.None).ToListAsync())
        {
            await foreach (HeldVersion held in _cache.History.ListVersionsAsync(target.Id, CancellationToken.None))
            {
                if (held.Version.Content is { } content)
                    await AssertNotWrongAsync(repository, content);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _cache.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
        _caches.Dispose();
    }

    private static async Task AssertNotWrongAsync(IBackupRepository repository, ContentReference content)
    {
        try
        {
            Assert.Equal(content.Hash, Sha256Hash.Of(await RepositoryBench.ReadAllAsync(await repository.OpenContentAsync(content, CancellationToken.None))));
        }
        catch (DataDamagedException)
        {
            // As it should be.
        }
    }

    private ObjectStorageRepository Open() => new(_store, RepositoryKeys, _document, _description, TimeProvider.System);

    private string PathOf(string key) => Path.Combine(_folder.Root, key);
}
