using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

public sealed class SessionFaultTests
{
    [Fact]
    public async Task Wrong_secret_fails_the_session_with_what_to_do_and_commits_nothing()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 3, files: 1));
        world.Tenant.Application.Secret = "rolled by somebody";
        world.Tenant.RevokeAccessTokens();

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(SessionStatus.Failed, result.Session.Status);
        var error = Assert.IsType<AuthenticationException>(result.Error);
        Assert.NotEmpty(error.RecommendedAction);
        Assert.DoesNotContain("rolled", error.Message, StringComparison.Ordinal);
        Assert.Empty(await world.ListPointsAsync());
    }

    [Fact]
    public async Task Missing_permission_is_named()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 3, files: 1));
        world.Tenant.Application.SetPermissions("User.Read.All", "Files.Read.All");
        world.Tenant.RevokeAccessTokens();

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(SessionStatus.Failed, result.Session.Status);
        var error = Assert.IsType<PermissionMissingException>(result.Error);
        Assert.Contains("Mail.Read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_starts_of_one_job_at_once_run_one_session()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 10, files: 1), options: new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(50) });

        Task<SessionResult>[] starts = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => world.BackUpAsync()))];
        var outcomes = new List<object>();
        foreach (Task<SessionResult> start in starts)
        {
            try
            {
                outcomes.Add((await start).Session.Status);
            }
            catch (ConflictException e)
            {
                outcomes.Add(e.ErrorId);
            }
        }

        Assert.Equal(1, outcomes.Count(o => o is SessionStatus.Success));
        Assert.Equal(3, outcomes.Count(o => o is "Job.AlreadyRunning"));
    }

    [Fact]
    public async Task Removed_bucket_folder_fails_the_session_clearly()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 3, files: 1));
        Directory.Delete(world.RepositoryPath, recursive: true);

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(SessionStatus.Failed, result.Session.Status);
        Assert.IsType<RepositoryException>(result.Error);
    }

    [Fact]
    public async Task Stopping_keeps_what_was_finished_and_the_next_session_goes_on()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(
            t =>
            {
                RandomChanges.Fill(t, users: 1, messages: 3, files: 0);
                t.AddUser("large@contoso.example");
                t.AddSyntheticMailbox("large@contoso.example", "inbox", 5000);
            },
            options: new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(30) });
        using var stop = new CancellationTokenSource();
        var observer = new StopWhen(p => p.Statistics is { ObjectsDone: >= 1, ItemsTransferred: > 20 }, stop);

        SessionResult stopped = await world.BackUpAsync(observer: observer, cancellationToken: stop.Token);
        world.Simulator.Options.Latency = TimeSpan.Zero;
        SessionResult next = await world.BackUpAsync();

        Assert.Equal(SessionStatus.Stopped, stopped.Session.Status);
        Assert.NotNull(stopped.Session.EndedAt);
        Assert.NotNull(stopped.RestorePoint);
        Assert.Equal(SessionStatus.Success, next.Session.Status);
        await world.AssertIdenticalAsync(next.RestorePoint!, world.Tenant.Snapshot());
    }

    [Fact]
    public async Task Stop_asked_for_elsewhere_ends_the_session()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(
            t =>
            {
                t.AddUser("large@contoso.example");
                t.AddSyntheticMailbox("large@contoso.example", "inbox", 5000);
            },
            options: new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(30) });
        var observer = new StopWhen(p => p.Statistics.ItemsTransferred > 5, null);

        Task<SessionResult> running = Task.Run(() => world.BackUpAsync(observer: observer));
        await observer.Reached;
        BackupSession? session = await new JobOperations(world.Services).StopAsync(world.Job, wait: true, CancellationToken.None);

        Assert.Equal(SessionStatus.Stopped, session!.Status);
        Assert.Equal(SessionStatus.Stopped, (await running).Session.Status);
    }

    [Fact]
    public async Task Sporadic_server_errors_throttling_and_cut_bodies_are_retried()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 2, messages: 30, files: 8));
        world.Simulator.Faults.Add(FaultRule.Status("/\\$value", 500, count: 5));
        world.Simulator.Faults.Add(FaultRule.Of(FaultKind.TruncatedBody, "/\\$value", count: 5));
        world.Simulator.Faults.Add(FaultRule.Throttle("messages/delta", TimeSpan.FromSeconds(0.3), count: 3));
        TenantSnapshot truth = world.Tenant.Snapshot();

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(SessionStatus.Success, result.Session.Status);
        await world.AssertIdenticalAsync(result.RestorePoint!, truth);
    }

    [Fact]
    public async Task Item_that_always_fails_becomes_a_gap_and_is_tried_again_next_time()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 10, files: 2));
        string bad = world.Tenant.Snapshot().User("user0@contoso.example").Mailbox!.Messages().First().Id;
        world.Simulator.Faults.Add(FaultRule.Status(System.Text.RegularExpressions.Regex.Escape(bad) + "/\\$value", 500, count: null));

        SessionResult first = await world.BackUpAsync();
        world.Simulator.Faults.Clear();
        SessionResult second = await world.BackUpAsync();

        Assert.Equal(SessionStatus.Warning, first.Session.Status);
        Assert.Equal(1, first.RestorePoint!.Gaps);
        Assert.Equal(SessionStatus.Success, second.Session.Status);
        Assert.Equal(1, second.Session.Statistics.ItemsTransferred);
        await world.AssertIdenticalAsync(second.RestorePoint!, world.Tenant.Snapshot());
    }

    [Fact]
    public async Task Failed_object_keeps_its_last_good_head()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 2, messages: 10, files: 2));
        await world.BackUpAsync();
        TenantSnapshot good = world.Tenant.Snapshot();
        // The first user's mailbox is what step 2 tries: the second one fails.
        string user = world.Tenant.Users[1].Id;
        world.Simulator.Faults.Add(FaultRule.Status($"users/{user}/mailFolders", 403, count: null));

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(SessionStatus.Warning, result.Session.Status);
        await world.AssertIdenticalAsync(result.RestorePoint!, good);
    }
}
