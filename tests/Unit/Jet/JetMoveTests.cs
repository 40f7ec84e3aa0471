using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Core.Repositories.Stores;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Repositories;
using Veeam365.Backup.Tests.Sessions;
using Veeam365.Backup.Tests.Support;
using Veeam365.Simulators.Graph;
using TemporaryFolder = Veeam365.Backup.Tests.Repositories.TemporaryFolder;

namespace Veeam365.Backup.Tests.Jet;

/// <summary>Moving a repository from JET databases to object storage.</summary>
public sealed class JetMoveTests(S3Bucket bucket) : IClassFixture<S3Bucket>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_repository_moves_to_a_bucket_and_its_jobs_go_on_incrementally_with_all_restore_points()
    {
        await using BackupWorld world = await CreateAsync();
        List<TenantSnapshot> truths = await BackUpAsync(world, sessions: 2);
        S3StoreSettings target = bucket.NewPlace();

        RepositoryCopyResult moved = await MoveAsync(world, target, bucket.Server.Secret);

        Assert.True(moved.Objects > 5 && moved.BytesSent >= moved.Bytes);
        Directory.Delete(_folder.Root, recursive: true);
        Assert.Equal(target, (await RepositoryAsync(world)).Store);
        new RandomChanges(world.Tenant, 9).Apply(10);
        truths.Add(world.Tenant.Snapshot());
        SessionResult after = await world.BackUpAsync();
        Assert.True(after.Session.Status == SessionStatus.Success, after.Session.Message);
        Assert.Equal(SessionKind.Incremental, after.Session.Kind);
        await IdenticalAsync(world, truths);
        Assert.True((await new RepositoryCareOperations(world.Services).RunAsync(await RepositoryAsync(world), new VerificationRequest(), null, static _ => { }, default)).Report.Succeeded);
    }

    [Fact]
    public async Task A_move_that_stops_at_any_call_leaves_the_repository_where_it_was_and_the_next_one_goes_on()
    {
        await using BackupWorld world = await CreateAsync();
        List<TenantSnapshot> truths = await BackUpAsync(world, sessions: 2);
        FolderStoreSettings target = new(world.NewFolder("target"));
        StopKind kind = StopKind.Before;
        int call = 0;
        world.Use(new ObjectStorageRepositoryFactory(new DecoratingStoreFactory(s => s is FolderStore ? Stopping(s, kind, call) : s)));
        int failed = 0;
        // The probe of the place makes fewer calls.
        for (call = 8; ; call += 3)
        {
            kind = call % 2 == 0 ? StopKind.Before : StopKind.After;
            try
            {
                await MoveAsync(world, target, null);
                break;
            }
            catch (RepositoryException e) when (e.ErrorId == "Test.Stopped")
            {
                failed++;
                Assert.IsType<JetStoreSettings>((await RepositoryAsync(world)).Store);
            }
        }

        Assert.True(failed > 1, $"{failed}");
        world.Use(new ObjectStorageRepositoryFactory());
        Assert.Equal(target, (await RepositoryAsync(world)).Store);
        await IdenticalAsync(world, truths);
        Assert.Empty(Directory.Exists(Path.Combine(target.Path, "copy")) ? Directory.GetFiles(Path.Combine(target.Path, "copy")) : []);
    }

    [Fact]
    public async Task What_has_arrived_is_not_sent_again_and_what_arrived_damaged_is()
    {
        await using BackupWorld world = await CreateAsync(small: true);
        await BackUpAsync(world, sessions: 1);
        FolderStoreSettings target = new(world.NewFolder("target"));
        var factory = new ObjectStorageRepositoryFactory();
        JetStoreSettings source = EsentEngine.SettingsOf(_folder.Root);
        RepositoryCopyResult first = await factory.CopyAsync(source, new RepositoryCredential(null, null), target, null, static _ => { }, default);
        string pack = Directory.GetFiles(Path.Combine(target.Path, "packs"), "*", SearchOption.AllDirectories)[0];
        byte[] bytes = await File.ReadAllBytesAsync(pack);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(pack, bytes);

        RepositoryCopyResult second = await factory.CopyAsync(source, new RepositoryCredential(null, null), target, null, static _ => { }, default);

        Assert.Equal(first.Bytes, second.Bytes);
        Assert.InRange(second.BytesSent, bytes.Length, bytes.Length + 1000);
        bytes[bytes.Length / 2] ^= 1;
        Assert.Equal(bytes, await File.ReadAllBytesAsync(pack));
    }

    [Fact]
    public async Task A_place_that_holds_something_else_is_refused_and_so_are_jet_databases()
    {
        await using BackupWorld world = await CreateAsync(small: true);
        string occupied = world.NewFolder("occupied");
        await File.WriteAllTextAsync(Path.Combine(occupied, "x"), "x");
        Assert.Equal("Repository.Occupied", (await Assert.ThrowsAsync<ConflictException>(() => MoveAsync(world, new FolderStoreSettings(occupied), null))).ErrorId);
        JetStoreSettings jet = EsentEngine.SettingsOf(world.NewFolder("jet"));
        Assert.Equal("Repository.NotMovable", (await Assert.ThrowsAsync<InvalidSettingException>(() => MoveAsync(world, jet, null))).ErrorId);
    }

    private static StoppingStore Stopping(IObjectStore store, StopKind kind, int call)
    {
        StoppingStore stopping = new(store);
        stopping.Restart(kind, call);
        return stopping;
    }

    private static async Task<BackupRepository> RepositoryAsync(BackupWorld world) => (await world.Services.Configuration.Repositories.ListAsync(default))[0];

    private static async Task<RepositoryCopyResult> MoveAsync(BackupWorld world, StoreSettings target, string? secret) =>
        await new RepositoryOperations(world.Services).MoveAsync(await RepositoryAsync(world), target, secret, static _ => { }, default);

    private static async Task<List<TenantSnapshot>> BackUpAsync(BackupWorld world, int sessions)
    {
        List<TenantSnapshot> truths = [];
        var changes = new RandomChanges(world.Tenant, 3);
        for (int i = 0; i < sessions; i++)
        {
            truths.Add(world.Tenant.Snapshot());
            SessionResult result = await world.BackUpAsync();
            Assert.True(result.Session.Status == SessionStatus.Success, result.Session.Message);
            changes.Apply(10);
        }

        return truths;
    }

    private static async Task IdenticalAsync(BackupWorld world, List<TenantSnapshot> truths)
    {
        IReadOnlyList<RestorePoint> points = await world.ListPointsAsync();
        Assert.Equal(truths.Count, points.Count);
        for (int i = 0; i < points.Count; i++)
            await world.AssertIdenticalAsync(points[i], truths[i]);
    }

    private Task<BackupWorld> CreateAsync(bool small = false) => BackupWorld.CreateAsync(
        t => RandomChanges.Fill(t, users: small ? 1 : 2, messages: small ? 8 : 20, files: small ? 3 : 8), places: new WorldPlaces { Store = EsentEngine.SettingsOf(_folder.Root) });
}
