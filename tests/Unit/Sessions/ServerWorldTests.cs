using Npgsql;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Support;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

[Collection(PostgresCollection.Name)]
public sealed class ServerWorldTests(PostgresServer postgres, S3Bucket bucket) : IClassFixture<S3Bucket>, IAsyncLifetime
{
    private readonly string _schema = PostgresServer.NewSchema();
    private readonly List<Guid> _repositories = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await postgres.QueryAsync($"DROP SCHEMA IF EXISTS {_schema} CASCADE");
        foreach (Guid repository in _repositories)
            await postgres.QueryAsync($"DROP SCHEMA IF EXISTS cache_{repository:N} CASCADE");
    }

    [Fact]
    public async Task Everything_on_servers_and_encrypted_every_restore_point_stays_identical_also_after_the_cache_was_lost()
    {
        await using BackupWorld world = await CreateAsync(postgres.ConnectionString, inBucket: true, new GraphSimulatorOptions());
        var changes = new RandomChanges(world.Tenant, 31);
        var truths = new List<TenantSnapshot>();
        for (int session = 0; session < 4; session++)
        {
            if (session == 2)
                await world.Services.Configuration.Caches.RemoveAsync(world.Job.RepositoryId, CancellationToken.None);
            truths.Add(world.Tenant.Snapshot());
            SessionResult result = await world.BackUpAsync();
            Assert.True(result.Session.Status == SessionStatus.Success, result.Session.Message);
            Assert.Equal(session == 0 ? SessionKind.Full : SessionKind.Incremental, result.Session.Kind);
            changes.Apply(15);
        }

        await new RepositoryOperations(world.Services).SynchronizeAsync(await RepositoryAsync(world), rebuild: true, _ => { }, CancellationToken.None);

        IReadOnlyList<RestorePoint> points = await world.ListPointsAsync();
        Assert.Equal([1L, 2, 3, 4], points.Select(p => p.Sequence));
        for (int i = 0; i < points.Count; i++)
            await world.AssertIdenticalAsync(points[i], truths[i]);
    }

    [Fact]
    public async Task Connections_broken_at_random_moments_leave_no_half_commit_and_the_next_session_succeeds()
    {
        await using LoopbackProxy proxy = NewProxy();
        await using BackupWorld world = await CreateAsync(Through(proxy), inBucket: false, new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(3) });
        var truths = new Dictionary<Guid, TenantSnapshot>();
        var random = new Random(4);
        var changes = new RandomChanges(world.Tenant, 8);
        for (int round = 0; round < 5; round++)
        {
            await RunAsync(world, truths, () => BreakOnceAsync(proxy, TimeSpan.FromMilliseconds(random.Next(5, 500))), mayFail: true);
            changes.Apply(10);
            world.Tenant.AddSyntheticMailbox("user0@contoso.example", "inbox", 60, seed: round + 50);
            await RunAsync(world, truths, () => Task.CompletedTask, mayFail: false);
        }

        await AssertAllIdenticalAsync(world, truths);
    }

    [Fact]
    public async Task Connections_that_broke_while_nothing_ran_fail_neither_a_change_nor_the_next_session()
    {
        await using LoopbackProxy proxy = NewProxy();
        await using BackupWorld world = await CreateAsync(Through(proxy), inBucket: false, new GraphSimulatorOptions());
        await world.BackUpAsync();

        proxy.BreakConnections();
        await new JobOperations(world.Services).SetAsync(world.Job with { Name = "Renamed" }, CancellationToken.None);
        proxy.BreakConnections();
        SessionResult result = await world.BackUpAsync();

        Assert.True(result.Session.Status == SessionStatus.Success, result.Session.Message);
        Assert.Equal("Renamed", result.RestorePoint!.JobName);
        Assert.Equal(2, (await world.ListPointsAsync()).Count);
    }

    [Fact]
    public async Task A_short_outage_is_survived_or_told_and_the_session_closes_itself()
    {
        await using LoopbackProxy proxy = NewProxy();
        await using BackupWorld world = await CreateAsync(Through(proxy), inBucket: false, new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(20) });
        world.Tenant.AddSyntheticMailbox("user0@contoso.example", "inbox", 500);
        var observer = new StopWhen(p => p.Statistics.ItemsTransferred > 20, null);

        Task<SessionResult> running = Task.Run(() => world.BackUpAsync(observer: observer));
        await observer.Reached;
        proxy.Cut();
        await Task.Delay(TimeSpan.FromSeconds(2));
        proxy.Restore();
        world.Simulator.Options.Latency = TimeSpan.Zero;
        SessionResult result = await running;
        SessionResult next = await world.BackUpAsync();

        Assert.NotNull(result.Session.EndedAt);
        if (result.Session.Status != SessionStatus.Success)
        {
            Assert.Equal(SessionStatus.Failed, result.Session.Status);
            Assert.NotEmpty(Assert.IsType<ConfigurationException>(result.Error).RecommendedAction);
            IReadOnlyList<SessionLogEntry> log = await world.Services.Configuration.Sessions.ReadLogAsync(result.Session.Id, CancellationToken.None);
            Assert.Contains(log, l => l.Severity == LogSeverity.Error);
            Assert.Contains(log, l => l.Message.EndsWith("started.", StringComparison.Ordinal));
        }
        Assert.Equal(SessionStatus.Success, next.Session.Status);
        await world.AssertIdenticalAsync(next.RestorePoint!, world.Tenant.Snapshot());
    }

    [Fact]
    public async Task An_outage_longer_than_the_lease_ends_in_a_typed_error_and_the_next_session_succeeds()
    {
        await using LoopbackProxy proxy = NewProxy();
        await using BackupWorld world = await CreateAsync(Through(proxy), inBucket: false, new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(20) });
        world.Tenant.AddSyntheticMailbox("user0@contoso.example", "inbox", 500);
        world.Options = world.Options with { Lease = TimeSpan.FromSeconds(1), CleanupTime = TimeSpan.FromSeconds(1) };
        var observer = new StopWhen(p => p.Statistics.ItemsTransferred > 20, null);

        Task<SessionResult> running = Task.Run(() => world.BackUpAsync(observer: observer));
        await observer.Reached;
        proxy.Cut();
        ConfigurationException error = await Assert.ThrowsAsync<ConfigurationException>(() => running);
        proxy.Restore();
        world.Simulator.Options.Latency = TimeSpan.Zero;
        await postgres.QueryAsync($"UPDATE {_schema}.sessions SET lease_until = clock_timestamp() - interval '1 hour' WHERE status = 'Running'");
        world.Options = world.Options with { Lease = TimeSpan.FromSeconds(30), CleanupTime = TimeSpan.FromSeconds(30) };
        SessionResult next = await world.BackUpAsync();

        Assert.NotEmpty(error.RecommendedAction);
        Assert.True(next.Session.Status == SessionStatus.Success, next.Session.Message);
        Assert.Single(await world.ListPointsAsync());
        await world.AssertIdenticalAsync(next.RestorePoint!, world.Tenant.Snapshot());
    }

    private static async Task BreakOnceAsync(LoopbackProxy proxy, TimeSpan after)
    {
        await Task.Delay(after);
        proxy.BreakConnections();
    }

    private static async Task RunAsync(BackupWorld world, Dictionary<Guid, TenantSnapshot> truths, Func<Task> disturb, bool mayFail)
    {
        TenantSnapshot truth = world.Tenant.Snapshot();
        Task disturbing = disturb();
        SessionResult? result = null;
        try
        {
            result = await world.BackUpAsync();
            truths.Add(result.Session.Id, truth);
        }
        catch (ConfigurationException) when (mayFail)
        {
            // The session could not even be created.
        }
        await disturbing;
        if (!mayFail)
            Assert.True(result!.Session.Status == SessionStatus.Success, $"{result.Session.Status}: {result.Session.Message}");
        else if (result is not null && result.Session.Status != SessionStatus.Success)
            Assert.True(result is { Session.Status: SessionStatus.Failed, Error: ConfigurationException }, $"{result.Session.Status}: {result.Error} {await LogAsync(world, result)}");
    }

    private static async Task<string> LogAsync(BackupWorld world, SessionResult result) =>
        string.Join(Environment.NewLine, (await world.Services.Configuration.Sessions.ReadLogAsync(result.Session.Id, CancellationToken.None)).Select(l => l.Message));

    private static async Task AssertAllIdenticalAsync(BackupWorld world, Dictionary<Guid, TenantSnapshot> truths)
    {
        IReadOnlyList<RestorePoint> points = await world.ListPointsAsync();
        Assert.Equal(Enumerable.Range(1, points.Count), points.Select(p => (int)p.Sequence));
        foreach (RestorePoint point in points)
            await world.AssertIdenticalAsync(point, truths[point.SessionId]);
    }

    private static async Task<BackupRepository> RepositoryAsync(BackupWorld world) =>
        (await world.Services.Configuration.Repositories.FindAsync(world.Job.RepositoryId.ToString(), CancellationToken.None))!;

    private LoopbackProxy NewProxy() => new(new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Port);

    private string Through(LoopbackProxy proxy) => new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Host = "127.0.0.1", Port = proxy.Port }.ConnectionString;

    private async Task<BackupWorld> CreateAsync(string connectionString, bool inBucket, GraphSimulatorOptions options)
    {
        var places = new WorldPlaces
        {
            Configuration = new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = _schema }.ConnectionString,
            Store = inBucket ? bucket.NewPlace() : null,
            StoreSecret = inBucket ? bucket.Server.Secret : null,
        };
        BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 2, messages: 25, files: 6), "correct horse", options: options, places: places);
        _repositories.Add(world.Job.RepositoryId);
        return world;
    }
}
