using System.Diagnostics;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>Work done is not done twice: what a session that died had finished is where the next one goes on.</summary>
public sealed class CheckpointTests
{
    [Theory]
    [InlineData(8, 320)]
    [InlineData(1, 800)]
    public async Task A_first_backup_killed_at_nine_tenths_asks_for_at_most_15_percent_of_the_contents_again(int users, int messages)
    {
        await using BackupWorld world = await CreateAsync(users, messages, latency: users == 1 ? 30 : 120);
        long all = users * messages;
        await RunAndKillAsync(world, contents: all * 9 / 10);
        Assert.Empty(await world.ListPointsAsync());

        world.Simulator.Log.Reset();
        SessionResult result = await world.BackUpAsync();

        Assert.True(result.Session.Status == SessionStatus.Success, result.Session.Message);
        Assert.InRange(world.Simulator.Log.Count(RouteKind.MessageContent), 1, all * 15 / 100);
        await world.AssertIdenticalAsync(result.RestorePoint!, world.Tenant.Snapshot());
        Assert.Empty(CheckpointFiles(world));
    }

    [Fact]
    public async Task What_changed_between_the_death_and_the_next_session_is_in_its_restore_point()
    {
        await using BackupWorld world = await CreateAsync(users: 3, messages: 100, latency: 40);
        await RunAndKillAsync(world, contents: 200);
        new RandomChanges(world.Tenant, 5).Apply(60);

        SessionResult result = await world.BackUpAsync();

        Assert.True(result.Session.Status == SessionStatus.Success, result.Session.Message);
        await world.AssertIdenticalAsync(result.RestorePoint!, world.Tenant.Snapshot());
    }

    [Fact]
    public async Task A_machine_that_has_the_repository_but_not_the_cache_goes_on_from_the_checkpoint_too()
    {
        await using BackupWorld world = await CreateAsync(users: 4, messages: 100, latency: 40);
        await RunAndKillAsync(world, contents: 360);
        await world.Services.Configuration.Caches.RemoveAsync(world.Job.RepositoryId, CancellationToken.None);

        world.Simulator.Log.Reset();
        SessionResult result = await world.BackUpAsync();

        Assert.True(result.Session.Status == SessionStatus.Success, result.Session.Message);
        Assert.InRange(world.Simulator.Log.Count(RouteKind.MessageContent), 1, 250);
        await world.AssertIdenticalAsync(result.RestorePoint!, world.Tenant.Snapshot());
    }

    [Fact]
    public async Task A_full_session_uses_nothing_of_a_checkpoint()
    {
        await using BackupWorld world = await CreateAsync(users: 2, messages: 100, latency: 40);
        await RunAndKillAsync(world, contents: 150);
        world.Simulator.Log.Reset();

        SessionResult result = await world.BackUpAsync(full: true);

        Assert.True(result.Session.Status == SessionStatus.Success, result.Session.Message);
        Assert.Equal(200, world.Simulator.Log.Count(RouteKind.MessageContent));
        await world.AssertIdenticalAsync(result.RestorePoint!, world.Tenant.Snapshot());
        Assert.Empty(CheckpointFiles(world));
    }

    [Fact]
    public async Task Damaged_checkpoints_cost_only_the_work_they_would_have_saved()
    {
        await using BackupWorld world = await CreateAsync(users: 2, messages: 100, latency: 40);
        await RunAndKillAsync(world, contents: 150);
        foreach (string file in CheckpointFiles(world))
            await File.WriteAllBytesAsync(file, [1, 2, 3]);

        SessionResult result = await world.BackUpAsync();

        Assert.True(result.Session.Status == SessionStatus.Success, result.Session.Message);
        await world.AssertIdenticalAsync(result.RestorePoint!, world.Tenant.Snapshot());
        Assert.Empty(CheckpointFiles(world));
    }

    [Fact]
    public async Task A_large_mailbox_that_is_stopped_is_no_part_of_the_restore_point_and_goes_on_in_the_next_session()
    {
        await using BackupWorld world = await CreateAsync(users: 1, messages: 500, latency: 10);
        world.Options = world.Options with { CheckpointInterval = TimeSpan.FromMilliseconds(100) };
        using var stop = new CancellationTokenSource();
        SessionResult stopped = await world.BackUpAsync(observer: new StopWhen(p => p.Statistics.ItemsTransferred > 400, stop), cancellationToken: stop.Token);
        Assert.Equal(SessionStatus.Stopped, stopped.Session.Status);

        world.Simulator.Log.Reset();
        SessionResult result = await world.BackUpAsync();

        Assert.True(result.Session.Status == SessionStatus.Success, result.Session.Message);
        Assert.InRange(world.Simulator.Log.Count(RouteKind.MessageContent), 1, 300);
        await world.AssertIdenticalAsync(result.RestorePoint!, world.Tenant.Snapshot());
    }

    [Fact]
    public async Task Heads_cut_on_the_way_give_the_same_restore_points_as_one()
    {
        await using BackupWorld world = await CreateAsync(users: 2, messages: 40, latency: 2);
        world.Options = world.Options with { CheckpointInterval = TimeSpan.FromMilliseconds(20) };
        var changes = new RandomChanges(world.Tenant, 9);
        for (int session = 0; session < 4; session++)
        {
            SessionResult result = await world.BackUpAsync();
            Assert.True(result.Session.Status == SessionStatus.Success, result.Session.Message);
            await world.AssertIdenticalAsync(result.RestorePoint!, world.Tenant.Snapshot());
            changes.Apply(20);
        }
    }

    private static Task<BackupWorld> CreateAsync(int users, int messages, int latency) =>
        BackupWorld.CreateAsync(
            t =>
            {
                for (int u = 0; u < users; u++)
                {
                    string user = $"user{u}@contoso.example";
                    t.AddUser(user);
                    t.AddSyntheticMailbox(user, "inbox", messages, seed: u + 1);
                }
            },
            options: new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(latency) });

    private static string[] CheckpointFiles(BackupWorld world)
    {
        string folder = Path.Combine(world.RepositoryPath, "checkpoints");
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [];
    }

    /// <summary>Runs the job in a process of its own and kills it, as kill -9 does, once it asked for that many contents.</summary>
    private static async Task RunAndKillAsync(BackupWorld world, long contents)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Veeam365.Backup.Bench.dll");
        using Process process = Process.Start(new ProcessStartInfo(
            "dotnet", [program, "session", "--config", world.Configuration, "--job", world.Job.Name, "--checkpoint", "100"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (world.Simulator.Log.Count(RouteKind.MessageContent) < contents && !process.HasExited)
            await poll.WaitForNextTickAsync();
        Assert.False(process.HasExited, "The session ended before it could be killed.");
        process.Kill();
        await process.WaitForExitAsync();
        world.Simulator.Options.Latency = TimeSpan.Zero;
    }
}
