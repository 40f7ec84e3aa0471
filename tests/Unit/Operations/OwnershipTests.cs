using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Sessions;

namespace Veeam365.Backup.Tests.Operations;

public sealed class OwnershipTests
{
    [Fact]
    public async Task A_repository_of_another_configuration_is_refused_naming_it_and_what_to_do()
    {
        await using BackupWorld world = await CreateAsync();
        await using var other = new Disposing(await world.OpenOtherAsync());

        RepositoryException error = await Assert.ThrowsAsync<RepositoryException>(() => new RepositoryOperations(other.Services).AddAsync(Request(world), default));

        Assert.Equal("Repository.OwnedByOther", error.ErrorId);
        Assert.Contains(Environment.MachineName, error.Message, StringComparison.Ordinal);
        Assert.Contains(world.Services.Configuration.Description.Location, error.Message, StringComparison.Ordinal);
        Assert.Contains("-TakeOver", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(await other.Services.Configuration.Repositories.ListAsync(default));
    }

    [Fact]
    public async Task After_a_take_over_the_former_owners_sessions_are_refused_and_commit_nothing_until_it_takes_the_repository_back()
    {
        await using BackupWorld world = await CreateAsync();
        await world.BackUpAsync();
        await using var other = new Disposing(await world.OpenOtherAsync());
        await new RepositoryOperations(other.Services).AddAsync(Request(world) with { TakeOver = true }, default);
        new RandomChanges(world.Tenant, 5).Apply(3);

        SessionResult refused = await world.BackUpAsync();
        // It is not tried again: waiting does not help.
        BackupJob patient = world.Job with { Retry = new RetryPolicy(3, TimeSpan.FromMinutes(10)) };
        Task<BackupSession> retried = new JobRunner(world.Services, world.Options).RunAsync(new StartRequest(patient, false), new NullSessionObserver(), default);
        Assert.Equal(SessionStatus.Failed, (await retried.WaitAsync(TimeSpan.FromMinutes(1))).Status);
        BackupRepository repository = (await world.Services.Configuration.Repositories.FindAsync("Local", default))!;
        await Assert.ThrowsAsync<RepositoryException>(() => new RepositoryOperations(world.Services).SetAsync(repository, new RepositoryChange { CompressionQuality = 3 }, _ => { }, default));
        await new RepositoryOperations(world.Services).SetAsync(repository, new RepositoryChange { TakeOver = true }, _ => { }, default);
        SessionResult taken = await world.BackUpAsync();

        Assert.Equal((SessionStatus.Failed, "Repository.OwnedByOther"), (refused.Session.Status, refused.Error!.ErrorId));
        Assert.Equal(SessionStatus.Success, taken.Session.Status);
        Assert.Equal([1L, 2], (await world.ListPointsAsync()).Select(p => p.Sequence));
    }

    [Fact]
    public async Task A_session_that_runs_while_the_repository_is_taken_over_commits_nothing()
    {
        await using BackupWorld world = await CreateAsync();
        await using var other = new Disposing(await world.OpenOtherAsync());
        var observer = new TakingOver(() => new RepositoryOperations(other.Services).AddAsync(Request(world) with { TakeOver = true }, default));

        SessionResult result = await world.BackUpAsync(observer: observer);

        Assert.Equal((SessionStatus.Failed, "Repository.OwnedByOther"), (result.Session.Status, result.Error!.ErrorId));
        Assert.Empty(Directory.Exists(Path.Combine(world.RepositoryPath, "points")) ? Directory.GetFiles(Path.Combine(world.RepositoryPath, "points"), "*", SearchOption.AllDirectories) : []);
    }

    [Fact]
    public async Task A_repository_that_is_only_read_stays_its_owners_and_takes_no_jobs()
    {
        await using BackupWorld world = await CreateAsync();
        await world.BackUpAsync();
        await using var other = new Disposing(await world.OpenOtherAsync());

        BackupRepository repository = await new RepositoryOperations(other.Services).AddAsync(Request(world) with { IsReadOnly = true }, default);

        BackupJob job = world.Job with { Id = Guid.CreateVersion7() };
        Assert.Equal("Repository.ReadOnly", (await Assert.ThrowsAsync<RepositoryException>(() => new JobOperations(other.Services).AddAsync(job, default))).ErrorId);
        Assert.True((await other.Services.Configuration.Repositories.FindAsync("Local", default))!.IsReadOnly);
        Assert.Equal(SessionStatus.Success, (await world.BackUpAsync()).Session.Status);
        // What the owner's session wrote meanwhile is noticed.
        Assert.Equal(1, await new RepositoryOperations(other.Services).SynchronizeAsync(repository, rebuild: false, _ => { }, default));
        repository = await new RepositoryOperations(other.Services).SetAsync(repository, new RepositoryChange { TakeOver = true }, _ => { }, default);
        Assert.False(repository.IsReadOnly);
        await new JobOperations(other.Services).AddAsync(job, default);
    }

    [Fact]
    public async Task A_repository_without_an_owner_is_claimed_by_the_first_session_and_a_damaged_record_only_by_taking_over()
    {
        await using BackupWorld world = await CreateAsync();
        string record = Path.Combine(world.RepositoryPath, "locks", "owner");
        File.Delete(record);
        Assert.Equal(SessionStatus.Success, (await world.BackUpAsync()).Session.Status);
        byte[] bytes = await File.ReadAllBytesAsync(record);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(record, bytes);

        SessionResult refused = await world.BackUpAsync();
        BackupRepository repository = (await world.Services.Configuration.Repositories.FindAsync("Local", default))!;
        await new RepositoryOperations(world.Services).SetAsync(repository, new RepositoryChange { TakeOver = true }, _ => { }, default);

        Assert.Equal("Data.Damaged", refused.Error!.ErrorId);
        Assert.Equal(SessionStatus.Success, (await world.BackUpAsync()).Session.Status);
    }

    private static Task<BackupWorld> CreateAsync() => BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 4, files: 1));

    private static NewRepository Request(BackupWorld world) => new("Local", new FolderStoreSettings(world.RepositoryPath), null, null);

    /// <summary>Lets another configuration take the repository over once the session knows its objects.</summary>
    private sealed class TakingOver(Func<Task> takeOver) : ISessionObserver
    {
        private int _done;

        public void OnStarted(BackupSession session)
        {
        }

        public void OnLog(SessionLogEntry entry)
        {
            if (entry.Message.Contains("objects to process", StringComparison.Ordinal))
                Run();
        }

        public void OnProgress(SessionProgress progress)
        {
        }

        private void Run()
        {
            if (Interlocked.Exchange(ref _done, 1) == 0)
                Task.Run(takeOver).GetAwaiter().GetResult();
        }
    }
}
