using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

public sealed class SessionTests
{
    [Fact]
    public async Task A_workload_that_nobody_has_does_not_make_every_session_full()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(
            t => RandomChanges.Fill(t, users: 1, messages: 3, files: 0), scope: new BackupScope { WholeOrganization = true, Workloads = [Workload.Mailbox, Workload.ArchiveMailbox] });
        await world.BackUpAsync();

        Assert.Equal(SessionKind.Incremental, (await world.BackUpAsync()).Session.Kind);
    }

    [Fact]
    public async Task First_session_is_full_and_holds_what_the_source_held()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 2, messages: 30, files: 8));
        TenantSnapshot truth = world.Tenant.Snapshot();

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(SessionStatus.Success, result.Session.Status);
        Assert.Equal(SessionKind.Full, result.Session.Kind);
        await world.AssertIdenticalAsync(result.RestorePoint!, truth);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, "correct horse")]
    [InlineData(3, null)]
    public async Task Every_restore_point_of_a_random_history_stays_identical_to_its_truth(int seed, string? password)
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 2, messages: 20, files: 5), password);
        var changes = new RandomChanges(world.Tenant, seed);
        var truths = new List<TenantSnapshot>();
        for (int session = 0; session < 5; session++)
        {
            truths.Add(world.Tenant.Snapshot());
            SessionResult result = await world.BackUpAsync();
            Assert.Equal(SessionStatus.Success, result.Session.Status);
            changes.Apply(15);
        }

        IReadOnlyList<RestorePoint> points = await world.ListPointsAsync();

        Assert.Equal(truths.Count, points.Count);
        for (int i = 0; i < points.Count; i++)
            await world.AssertIdenticalAsync(points[i], truths[i]);
    }

    [Fact]
    public async Task Incremental_session_moves_only_what_changed()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 2, messages: 30, files: 5));
        await world.BackUpAsync();
        world.Tenant.AddMessage("user0@contoso.example", "inbox", new NewMessage("Subject: new\r\n\r\nnew"u8.ToArray()));

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(SessionKind.Incremental, result.Session.Kind);
        Assert.Equal(1, result.Session.Statistics.ItemsTransferred);
    }

    [Fact]
    public async Task Session_without_changes_writes_no_segment_and_still_makes_a_restore_point()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 5, files: 2));
        await world.BackUpAsync();
        string[] before = Directory.GetFiles(Path.Combine(world.RepositoryPath, "segments"), "*", SearchOption.AllDirectories);
        TenantSnapshot truth = world.Tenant.Snapshot();

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(SessionStatus.Success, result.Session.Status);
        Assert.Equal(before.Length, Directory.GetFiles(Path.Combine(world.RepositoryPath, "segments"), "*", SearchOption.AllDirectories).Length);
        await world.AssertIdenticalAsync(result.RestorePoint!, truth);
    }

    [Fact]
    public async Task Object_new_to_the_scope_makes_the_session_full_and_only_it_is_read_in_full()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 20, files: 0));
        await world.BackUpAsync();
        world.Tenant.AddUser("new@contoso.example");
        world.Tenant.AddMessage("new@contoso.example", "inbox", new NewMessage("Subject: first\r\n\r\nhello"u8.ToArray()));

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(SessionKind.Full, result.Session.Kind);
        Assert.Equal(1, result.Session.Statistics.ItemsTransferred);
    }

    [Fact]
    public async Task Forced_full_session_reads_everything_and_holds_the_same()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 20, files: 5));
        await world.BackUpAsync();
        new RandomChanges(world.Tenant, 9).Apply(10);
        TenantSnapshot truth = world.Tenant.Snapshot();

        SessionResult result = await world.BackUpAsync(full: true);

        Assert.Equal(SessionKind.Full, result.Session.Kind);
        Assert.Equal(result.RestorePoint!.Items, result.Session.Statistics.ItemsTransferred);
        await world.AssertIdenticalAsync(result.RestorePoint, truth);
    }

    [Fact]
    public async Task Lost_cache_is_rebuilt_and_the_next_session_is_incremental()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 2, messages: 20, files: 5));
        TenantSnapshot first = world.Tenant.Snapshot();
        await world.BackUpAsync();
        new RandomChanges(world.Tenant, 3).Apply(10);
        await world.BackUpAsync();
        await world.Services.Configuration.Caches.RemoveAsync(world.Job.RepositoryId, CancellationToken.None);
        new RandomChanges(world.Tenant, 4).Apply(10);
        TenantSnapshot last = world.Tenant.Snapshot();

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(SessionKind.Incremental, result.Session.Kind);
        await world.AssertIdenticalAsync(result.RestorePoint!, last);
        await world.AssertIdenticalAsync((await world.ListPointsAsync())[0], first);
    }

    [Fact]
    public async Task Expired_tokens_cost_no_data_and_leave_a_full_logical_tree()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 25, files: 6));
        await world.BackUpAsync();
        new RandomChanges(world.Tenant, 5).Apply(12);
        world.Tenant.ExpireDeltaTokens("user0@contoso.example");
        TenantSnapshot truth = world.Tenant.Snapshot();

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(SessionStatus.Success, result.Session.Status);
        await world.AssertIdenticalAsync(result.RestorePoint!, truth);
    }

    [Fact]
    public async Task Name_in_the_scope_that_is_not_there_makes_a_warning_that_names_it()
    {
        var scope = new BackupScope { Include = [new ScopeItem(ObjectKind.User, "user0@contoso.example", []), new ScopeItem(ObjectKind.User, "nobody@contoso.example", [])] };
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 3, files: 1), scope: scope);

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(SessionStatus.Warning, result.Session.Status);
        IReadOnlyList<SessionLogEntry> log = await world.Services.Configuration.Sessions.ReadLogAsync(result.Session.Id, CancellationToken.None);
        Assert.Contains(log, l => l.Severity == LogSeverity.Warning && l.Message.Contains("nobody@contoso.example", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Excluded_users_are_left_out()
    {
        var scope = new BackupScope { WholeOrganization = true, Exclude = [new ScopeItem(ObjectKind.User, "user1*", [])] };
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 2, messages: 3, files: 1), scope: scope);

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(2, result.RestorePoint!.Objects);
    }
}
