using System.Globalization;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Sessions;
using Veeam365.Backup.Tests.Support;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Proxies;

/// <summary>
/// Proxies as separate processes that are killed, suspended and cut off. VEEAM365_CHAOS (seconds between kills, e.g. 5) makes the long version of the first test: eight proxies, two restarts of
/// PostgreSQL, twenty seconds without S3.
/// </summary>
[Collection(PostgresCollection.Name)]
public sealed class ProxyChaosTests(PostgresServer postgres, S3Bucket bucket) : IClassFixture<S3Bucket>
{
    private static readonly int? LongVersion =
        int.TryParse(Environment.GetEnvironmentVariable("VEEAM365_CHAOS"), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? seconds : null;

    [Fact]
    public async Task Proxies_killed_and_restarted_PostgreSQL_restarted_and_S3_refusing_end_in_one_restore_point_equal_to_the_source()
    {
        int members = LongVersion is null ? 3 : 8;
        int users = LongVersion is null ? 30 : 300;
        await using RestartablePostgres database = await RestartablePostgres.StartAsync();
        await using var s3 = new LoopbackProxy(bucket.Server.Url.Port);
        S3StoreSettings place = bucket.NewPlace() with { ServiceUrl = new Uri($"http://127.0.0.1:{s3.Port}") };
        await using PoolWorld pool = await PoolWorld.CreateAsync(
            database.ConnectionString, "chaos", place, bucket.Server.Secret, t => RandomChanges.Fill(t, users, messages: 15, files: 3),
            new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(LongVersion is null ? 120 : 250) }, members);
        await using var flock = new ProxyFlock(pool, members);
        TenantSnapshot truth = pool.Tenant.Snapshot();
        Task<SessionResult> session = pool.BackUpAsync();
        using var end = new CancellationTokenSource();

        Task chaos = WreakAsync(flock, database, s3, end.Token);
        SessionResult result = await session.WaitAsync(TimeSpan.FromMinutes(LongVersion is null ? 3 : 15));
        await end.CancelAsync();
        await chaos;

        Assert.True(result.Session.Status == SessionStatus.Success, $"{result.Session.Status} {result.Session.Message}\n{pool.Report()}");
        RestorePoint point = Assert.Single(await pool.World.ListPointsAsync());
        await pool.World.AssertIdenticalAsync(point, truth);
        Assert.True(flock.Kills > 0, "Nothing was killed.");
    }

    [Fact]
    public async Task A_lease_of_a_killed_proxy_is_taken_over_within_its_time_and_five_seconds()
    {
        await using PoolWorld pool = await CreateAsync(users: 6, latency: 150);
        await using var flock = new ProxyFlock(pool, 1);
        Task<SessionResult> session = pool.BackUpAsync();
        BackupSession running = await pool.WaitAsync(s => s.Statistics.ItemsTransferred > 5);
        await using RunningProxy second = await pool.StartAsync("P2");

        flock.Kill(0);
        long killed = TimeProvider.System.GetTimestamp();
        await pool.WaitAsync(s => s.Epoch > running.Epoch);
        await pool.WaitForTasksAsync(running.Id, tasks => tasks.Where(t => t.Status == SessionTaskStatus.Running).All(t => t.Holder!.StartsWith("P2", StringComparison.Ordinal)));

        Assert.InRange(TimeProvider.System.GetElapsedTime(killed), TimeSpan.Zero, pool.Options.Lease + TimeSpan.FromSeconds(5));
        SessionResult result = await session;
        Assert.True(result.Session.Status == SessionStatus.Success, result.Session.Message);
        await pool.World.AssertIdenticalAsync(result.RestorePoint!, pool.Tenant.Snapshot());
    }

    [Fact]
    public async Task A_proxy_suspended_past_its_lease_writes_nothing_that_counts_when_it_is_resumed()
    {
        await using PoolWorld pool = await CreateAsync(users: 6, latency: 150);
        await using var flock = new ProxyFlock(pool, 1);
        Task<SessionResult> session = pool.BackUpAsync();
        BackupSession running = await pool.WaitAsync(s => s.Statistics.ItemsTransferred > 5);
        await using RunningProxy second = await pool.StartAsync("P2");

        flock.Signal(0, "STOP");
        await pool.WaitForTasksAsync(running.Id, tasks => tasks.Any(t => t is { Epoch: > 1, Status: SessionTaskStatus.Running }));
        flock.Signal(0, "CONT");
        SessionResult result = await session;

        Assert.True(result.Session.Status == SessionStatus.Success, $"{result.Session.Message}\n{pool.Report()}");
        Assert.All((await pool.Configuration.Sessions.ListTasksAsync(running.Id, default)).Where(t => t.Epoch > 1), t => Assert.Equal(SessionTaskStatus.Success, t.Status));
        Assert.Single(await pool.World.ListPointsAsync());
        await pool.World.AssertIdenticalAsync(result.RestorePoint!, pool.Tenant.Snapshot());
        // What the cache holds is what a session builds on: the suspended proxy must not have got anything into it either.
        new RandomChanges(pool.Tenant, 3).Apply(20);
        TenantSnapshot truth = pool.Tenant.Snapshot();
        result = await pool.BackUpAsync();
        Assert.True(result.Session.Status == SessionStatus.Success, result.Session.Message);
        await pool.World.AssertIdenticalAsync(result.RestorePoint!, truth);
    }

    [Fact]
    public async Task A_proxy_cut_off_from_the_database_but_not_from_S3_commits_nothing_beside_the_one_that_went_on()
    {
        await using var network = new LoopbackProxy(new Npgsql.NpgsqlConnectionStringBuilder(postgres.ConnectionString).Port);
        string through = new Npgsql.NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Port = network.Port, Timeout = 2, CommandTimeout = 3 }.ConnectionString;
        await using PoolWorld pool = await CreateAsync(users: 6, latency: 150);
        await using var flock = new ProxyFlock(pool, 1, through);
        Task<SessionResult> session = pool.BackUpAsync();
        BackupSession running = await pool.WaitAsync(s => s.Statistics.ItemsTransferred > 5);
        await using RunningProxy second = await pool.StartAsync("P2");

        network.Cut();
        await pool.WaitAsync(s => s.Epoch > running.Epoch);
        SessionResult result = await session;
        network.Restore();
        await pool.WaitForLineAsync("leaves Everybody");

        Assert.True(result.Session.Status == SessionStatus.Success, $"{result.Session.Message}\n{pool.Report()}");
        Assert.Single(await pool.World.ListPointsAsync());
        await pool.World.AssertIdenticalAsync(result.RestorePoint!, pool.Tenant.Snapshot());
    }

    private static async Task WreakAsync(ProxyFlock flock, RestartablePostgres database, LoopbackProxy s3, CancellationToken cancellationToken)
    {
        var random = new Random(6);
        TimeSpan between = TimeSpan.FromSeconds(LongVersion ?? 3);
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(4), cancellationToken);
            for (int round = 1; ; round++)
            {
                flock.Kill(random.Next(flock.Count));
                await Task.Delay(between / 2, cancellationToken);
                if (round == 1 || (LongVersion is not null && round == 6))
                    await database.RestartAsync(secondsAway: 1);
                if (round == 2)
                {
                    s3.Cut();
                    await Task.Delay(TimeSpan.FromSeconds(LongVersion is null ? 3 : 20), cancellationToken);
                    s3.Restore();
                }
                await Task.Delay(between / 2, cancellationToken);
                flock.StartMissing();
            }
        }
        catch (OperationCanceledException)
        {
            s3.Restore();
        }
    }

    private Task<PoolWorld> CreateAsync(int users, int latency) => PoolWorld.CreateAsync(
        postgres.ConnectionString, PostgresServer.NewSchema(), bucket.NewPlace(), bucket.Server.Secret, t => RandomChanges.Fill(t, users, messages: 15, files: 3),
        new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(latency) });
}
