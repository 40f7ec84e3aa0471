using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Core.Repositories.Stores;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Repositories;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

public sealed class RepositoryFaultTests
{
    [Theory]
    [InlineData("packs/")]
    [InlineData("index/")]
    [InlineData("segments/")]
    [InlineData("points/")]
    public async Task A_full_disk_fails_the_session_without_a_restore_point_and_with_room_the_next_one_succeeds(string folder)
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 2, messages: 10, files: 4));
        TenantSnapshot earlier = world.Tenant.Snapshot();
        await world.BackUpAsync();
        for (int i = 0; i < 3; i++)
            world.Tenant.AddFile("user0@contoso.example", "root", $"large {i}.bin", RepositoryBench.RandomBytes(2 << 20, i));
        bool isFull = true;
        world.Use(new ObjectStorageRepositoryFactory(new DecoratingStoreFactory(store => new FaultyStore(store)
        {
            Before = (call, key) =>
            {
                if (isFull && call == "put" && key.StartsWith(folder, StringComparison.Ordinal))
                    throw StoreFault.Full(world.RepositoryPath, new IOException("No space left on device"));
            },
        })));

        SessionResult full = await world.BackUpAsync();
        IReadOnlyList<RestorePoint> points = await world.ListPointsAsync();
        await world.AssertIdenticalAsync(Assert.Single(points), earlier);
        isFull = false;
        TenantSnapshot truth = world.Tenant.Snapshot();
        SessionResult next = await world.BackUpAsync();

        Assert.Equal(SessionStatus.Failed, full.Session.Status);
        Assert.NotEmpty(Assert.IsType<StoreFullException>(full.Error).RecommendedAction);
        Assert.Null(full.RestorePoint);
        Assert.Equal(SessionStatus.Success, next.Session.Status);
        await world.AssertIdenticalAsync(next.RestorePoint!, truth);
        await world.AssertIdenticalAsync((await world.ListPointsAsync())[0], earlier);
    }

    [Fact]
    public async Task A_repository_of_another_format_version_fails_the_session_naming_both_versions()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 2, files: 0));
        string file = Path.Combine(world.RepositoryPath, RepositoryLayout.Document);
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("\"version\":1", "\"version\":7", StringComparison.Ordinal));

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(SessionStatus.Failed, result.Session.Status);
        var error = Assert.IsType<RepositoryException>(result.Error);
        Assert.Equal("Repository.FormatVersion", error.ErrorId);
        Assert.Contains("version 7", error.Message, StringComparison.Ordinal);
        Assert.Contains("version 1", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.RecommendedAction);
    }

    [Fact]
    public async Task A_wrong_password_fails_the_session_without_repeating_it()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 2, files: 0), "correct horse");
        world.Use(new OtherSecret(world.Services.Repositories, password: "wr0ng-passw0rd"));

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(SessionStatus.Failed, result.Session.Status);
        var error = Assert.IsType<RepositoryException>(result.Error);
        Assert.Equal("Repository.WrongPassword", error.ErrorId);
        Assert.Contains("password", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("wr0ng", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_and_repositories_that_do_not_exist_are_told_with_what_to_do()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 1, files: 0));
        BackupJob unknown = world.Job with { Id = Guid.CreateVersion7(), Name = "Nobody's" };
        BackupRepository repository = (await world.Services.Configuration.Repositories.FindAsync("Local", CancellationToken.None))! with { Id = Guid.CreateVersion7() };
        var jobs = new JobOperations(world.Services);
        var repositories = new RepositoryOperations(world.Services);

        await AssertNotFoundAsync(() => new SessionRunner(world.Services, world.Options).RunAsync(new StartRequest(unknown, false), 1, new NullSessionObserver(), CancellationToken.None));
        await AssertNotFoundAsync(() => jobs.SetAsync(unknown, CancellationToken.None));
        await AssertNotFoundAsync(() => jobs.AddAsync(unknown with { RepositoryId = Guid.CreateVersion7() }, CancellationToken.None));
        await AssertNotFoundAsync(() => repositories.TestAsync(repository, CancellationToken.None));
        await AssertNotFoundAsync(() => repositories.RemoveAsync(repository, CancellationToken.None));
        await AssertNotFoundAsync(() => repositories.SynchronizeAsync(repository, rebuild: false, _ => { }, CancellationToken.None));
        Assert.Null(await jobs.StopAsync(unknown, wait: true, CancellationToken.None));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Restore_points_that_a_dead_process_told_nobody_of_are_adopted_and_the_sequence_goes_on(bool isCacheLost, bool hasChanges)
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 2, messages: 15, files: 4));
        var changes = new RandomChanges(world.Tenant, 21);
        var truths = new List<TenantSnapshot>();
        for (int session = 0; session < 3; session++)
        {
            truths.Add(world.Tenant.Snapshot());
            await world.BackUpAsync();
            changes.Apply(8);
        }
        if (!hasChanges)
            await BackUpOnceMoreAsync(world, truths);
        IRestorePointTable told = world.Services.Configuration.RestorePoints;
        await told.RemoveAsync([.. (await world.ListPointsAsync()).Skip(1).Select(p => p.Id)], CancellationToken.None);
        if (isCacheLost)
            await world.Services.Configuration.Caches.RemoveAsync(world.Job.RepositoryId, CancellationToken.None);

        SessionResult result = await BackUpOnceMoreAsync(world, truths);

        IReadOnlyList<RestorePoint> points = await world.ListPointsAsync();
        Assert.Equal(SessionKind.Incremental, result.Session.Kind);
        Assert.Equal(Enumerable.Range(1, truths.Count), points.Select(p => (int)p.Sequence));
        for (int i = 0; i < points.Count; i++)
            await world.AssertIdenticalAsync(points[i], truths[i]);
    }

    private static async Task<SessionResult> BackUpOnceMoreAsync(BackupWorld world, List<TenantSnapshot> truths)
    {
        truths.Add(world.Tenant.Snapshot());
        SessionResult result = await world.BackUpAsync();
        Assert.True(result.Session.Status == SessionStatus.Success, result.Session.Message);
        return result;
    }

    private static async Task AssertNotFoundAsync(Func<Task> operation)
    {
        NotFoundException error = await Assert.ThrowsAsync<NotFoundException>(operation);
        Assert.NotEmpty(error.RecommendedAction);
    }
}
