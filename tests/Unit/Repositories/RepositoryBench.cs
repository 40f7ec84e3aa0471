using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Core.Repositories.ObjectStorage.Leases;
using Veeam365.Backup.Core.Repositories.Stores;

using Veeam365.Backup.Tests.Jet;

namespace Veeam365.Backup.Tests.Repositories;

/// <summary>A repository in a temporary folder, or in JET databases there, with what tests do to it again and again.</summary>
internal sealed class RepositoryBench : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ObjectStorageRepositoryFactory _factory;

    private RepositoryBench(string? password, Func<IObjectStore, IObjectStore>? decorate, BenchPlace place)
    {
        Place = place;
        var leases = new LeaseOptions { Margin = TimeSpan.Zero };
        Credential = new RepositoryCredential(null, password);
        _factory = new ObjectStorageRepositoryFactory(new DecoratingStoreFactory(decorate ?? (static s => s))) { Leases = leases };
    }

    public static Guid JobId { get; } = new("11111111-2222-3333-4444-555555555555");

    public static Guid OrganizationId { get; } = new("99999999-2222-3333-4444-555555555555");

    public RepositoryCredential Credential { get; }

    public BenchPlace Place { get; }

    public StoreSettings Settings => Place == BenchPlace.Jet ? EsentEngine.SettingsOf(_folder.Root) : new FolderStoreSettings(_folder.Root);

    /// <summary>The store that the open repository uses.</summary>
    public IObjectStore Store => ((ObjectStorageRepository)Repository).Store;

    public string Root => _folder.Root;

    public MemoryChunkCatalog Catalog { get; } = new();

    public IBackupRepository Repository { get; private set; } = null!;

    /// <summary>A copy of the repository as it is now, in a folder of its own.</summary>
    public async Task<RepositoryBench> CopyAsync(Func<IObjectStore, IObjectStore>? decorate = null)
    {
        if (Place == BenchPlace.Jet)
            await Repository.DisposeAsync();
        RepositoryBench copy = new(Credential.Password, decorate, Place);
        foreach (string file in Files(""))
        {
            string target = Path.Combine(copy.Root, Path.GetRelativePath(Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        if (Place == BenchPlace.Jet)
            await ReopenAsync();
        await copy.ReopenAsync();
        await ((IChunkIndex)copy.Repository).CopyToAsync(copy.Catalog, default);
        return copy;
    }

    /// <summary>A second process with the same repository: its own open repository and catalogue.</summary>
    public Task<IBackupRepository> OpenAnotherAsync() => _factory.OpenAsync(Settings, Credential, default);

    /// <summary>A new one; JET databases are not encrypted, whatever the password.</summary>
    public static async Task<RepositoryBench> CreateAsync(string? password = null, Func<IObjectStore, IObjectStore>? decorate = null, BenchPlace place = BenchPlace.Folder)
    {
        RepositoryBench bench = new(place == BenchPlace.Jet ? null : password, decorate, place);
        await bench._factory.CreateAsync(Guid.NewGuid(), bench.Settings, new RepositorySettings(), bench.Credential, default);
        await bench.ReopenAsync();
        return bench;
    }

    public static ObjectIdentity Identity(string id) =>
        new(OrganizationId, JobId, new ProtectedObject(ObjectKind.User, id, "User " + id, id + "@example.com"), Workload.Mailbox);

    public static ItemVersion Version(string key) => new() { Key = key, Kind = ItemKind.Message, Name = "Subject " + key, ParentKey = "inbox" };

    public static byte[] RandomBytes(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static async Task<byte[]> ReadAllAsync(Stream stream)
    {
        await using (stream)
        {
            MemoryStream copy = new();
            await stream.CopyToAsync(copy);
            return copy.ToArray();
        }
    }

    public static RestorePointManifest Point(long sequence, StoredRestorePoint? parent, params SegmentReference[] segments) => new()
    {
        Id = Guid.NewGuid(),
        Sequence = sequence,
        JobId = JobId,
        JobName = "Job",
        OrganizationId = OrganizationId,
        OrganizationName = "Organization",
        SessionId = Guid.NewGuid(),
        CreatedAt = DateTimeOffset.UnixEpoch,
        Kind = SessionKind.Full,
        ParentSequence = parent?.Manifest.Sequence ?? 0,
        ParentHash = parent?.Hash,
        ListsAllHeads = true,
        Heads = [.. segments.Select(s => new HeadRecord(Identity("u"), s with { ObjectKey = Identity("u").Key }, 1, 2))],
        Objects = segments.Length,
        Items = 1,
        Bytes = 2,
    };

    public async Task ReopenAsync()
    {
        if (Repository is not null)
            await Repository.DisposeAsync();
        Repository = await _factory.OpenAsync(Settings, Credential, default);
    }

    public IRepositoryMaintenance Maintenance => (IRepositoryMaintenance)Repository;

    public IRepositoryWriter NewWriter() => Repository.CreateWriter(Catalog, new RepositoryWriterOptions());

    /// <summary>Writes a full head of one object with the given contents, keyed by their number.</summary>
    public static async Task<SegmentReference> WriteAsync(IRepositoryWriter writer, string id, IReadOnlyList<byte[]> contents, IChangeSink? sink = null)
    {
        await using IObjectWriter target = writer.BeginObject(new ObjectWriteStart(Identity(id), 1, SegmentKind.Full, null), sink ?? new RecordingSink());
        for (int i = 0; i < contents.Count; i++)
            await target.WriteItemAsync(new ItemWrite(Version($"item{i:D5}"), "{\"a\":1}"u8.ToArray(), new MemoryStream(contents[i])), default);
        return await target.CompleteAsync(default);
    }

    public async Task<List<ChangeRecord>> ReadRecordsAsync(SegmentReference segment)
    {
        List<ChangeRecord> records = [];
        await foreach (ChangeRecord record in Repository.ReadSegmentAsync(segment, default))
            records.Add(record);
        return records;
    }

    public async Task<byte[]> ReadContentAsync(ChangeRecord record) =>
        await ReadAllAsync(await Repository.OpenContentAsync(((ChangeRecord.Upserted)record).Version.Content!, default));

    public async Task<List<StoredRestorePoint>> ListPointsAsync(long after = 0)
    {
        List<StoredRestorePoint> points = [];
        await foreach (StoredRestorePoint point in Repository.ListRestorePointsAsync(JobId, after, default))
            points.Add(point);
        return points;
    }

    /// <summary>The keys that begin with a prefix, in order.</summary>
    public async Task<string[]> KeysAsync(string prefix) => [.. (await ListAsync(prefix)).Select(static o => o.Key)];

    /// <summary>The bytes of the objects whose keys begin with a prefix.</summary>
    public async Task<long> SizeAsync(string prefix) => (await ListAsync(prefix)).Sum(static o => o.Size);

    public async Task DeleteAsync(string prefix)
    {
        foreach (string key in await KeysAsync(prefix))
            await Store.DeleteAsync(key, default);
    }

    /// <summary>Makes leases look as if their holders had died an hour ago.</summary>
    public async Task AgeLeasesAsync()
    {
        if (Place == BenchPlace.Jet)
            await DeleteAsync("locks/");
        foreach (string lease in Files("locks"))
            File.SetLastWriteTimeUtc(lease, DateTime.UtcNow.AddHours(-1));
    }

    private async Task<List<StoredObject>> ListAsync(string prefix)
    {
        List<StoredObject> objects = [];
        await foreach (StoredObject found in Store.ListAsync(prefix, null, default))
            objects.Add(found);
        return objects;
    }

    public string[] Files(string below) => Directory.Exists(Path.Combine(Root, below))
        ? Directory.GetFiles(Path.Combine(Root, below), "*", SearchOption.AllDirectories)
        : [];

    public long SizeOf(string below) => Files(below).Sum(f => new FileInfo(f).Length);

    public async ValueTask DisposeAsync()
    {
        if (Repository is not null)
            await Repository.DisposeAsync();
        _folder.Dispose();
    }
}
