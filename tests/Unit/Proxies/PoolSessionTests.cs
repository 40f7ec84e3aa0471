using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Sessions;
using Veeam365.Backup.Tests.Support;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Proxies;

[Collection(PostgresCollection.Name)]
public sealed class PoolSessionTests(PostgresServer postgres, S3Bucket bucket) : IClassFixture<S3Bucket>, IAsyncLifetime
{
    private readonly string _schema = PostgresServer.NewSchema();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await postgres.QueryAsync($"DROP SCHEMA IF EXISTS {_schema} CASCADE");

    [Fact]
    public async Task Two_proxies_share_one_session_and_its_restore_point_is_what_the_source_held_also_the_next_one()
    {
        await using PoolWorld pool = await CreateAsync(t => RandomChanges.Fill(t, users: 12, messages: 10, files: 2), latency: 40);
        await using RunningProxy first = await pool.StartAsync("P1");
        await using RunningProxy second = await pool.StartAsync("P2");

        TenantSnapshot truth = pool.Tenant.Snapshot();
        SessionResult result = await pool.BackUpAsync();

        Assert.True(result.Session.Status == SessionStatus.Success, $"{result.Session.Message} {string.Join('\n', first.Lines)}");
        await pool.World.AssertIdenticalAsync(result.RestorePoint!, truth);
        IReadOnlyList<SessionTask> tasks = await pool.Configuration.Sessions.ListTasksAsync(result.Session.Id, default);
        Assert.Equal(["P1", "P2"], tasks.Select(t => t.Holder!.Split('/')[0]).Distinct().Order());
        Assert.All(tasks, t => Assert.Equal(1, t.Epoch));
        Assert.Equal(tasks.Sum(t => t.Statistics.ItemsTransferred), result.Session.Statistics.ItemsTransferred);

        new RandomChanges(pool.Tenant, 5).Apply(40);
        truth = pool.Tenant.Snapshot();
        result = await pool.BackUpAsync();
        Assert.True(result.Session.Status == SessionStatus.Success, result.Session.Message);
        Assert.Equal(SessionKind.Incremental, result.Session.Kind);
        await pool.World.AssertIdenticalAsync(result.RestorePoint!, truth);
    }

    [Fact]
    public async Task A_proxy_that_is_stopped_leaves_its_session_to_the_other_at_once()
    {
        await using PoolWorld pool = await CreateAsync(t => RandomChanges.Fill(t, users: 12, messages: 20, files: 2), latency: 60);
        await using RunningProxy first = await pool.StartAsync("P1");
        TenantSnapshot truth = pool.Tenant.Snapshot();
        Task<SessionResult> session = pool.BackUpAsync();
        await pool.WaitAsync(s => s.Statistics.ItemsTransferred > 10);
        await using RunningProxy second = await pool.StartAsync("P2");

        await first.StopAsync();
        SessionResult result = await session;

        Assert.True(result.Session.Status == SessionStatus.Success, result.Session.Message);
        Assert.Equal(2, result.Session.Epoch);
        await pool.World.AssertIdenticalAsync(result.RestorePoint!, truth);
        Assert.Single(await pool.World.ListPointsAsync());
    }

    [Fact]
    public async Task A_stop_asked_for_anywhere_stops_all_of_it_within_seconds_and_keeps_what_was_finished()
    {
        await using PoolWorld pool = await CreateAsync(t => RandomChanges.Fill(t, users: 12, messages: 30, files: 2), latency: 100);
        await using RunningProxy first = await pool.StartAsync("P1");
        await using RunningProxy second = await pool.StartAsync("P2");
        Task<SessionResult> session = pool.BackUpAsync();
        await pool.WaitAsync(s => s.Statistics.ObjectsDone > 2);

        long asked = TimeProvider.System.GetTimestamp();
        BackupSession? stopped = await new JobOperations(pool.Services).StopAsync(pool.World.Job, wait: true, default);

        Assert.InRange(TimeProvider.System.GetElapsedTime(asked).TotalSeconds, 0, 15);
        Assert.Equal(SessionStatus.Stopped, stopped!.Status);
        Assert.NotNull((await session).RestorePoint);
        Assert.All(await pool.Configuration.Sessions.ListTasksAsync(stopped.Id, default), t => Assert.NotEqual(SessionTaskStatus.Running, t.Status));
    }

    [Fact]
    public async Task In_maintenance_a_proxy_finishes_what_it_has_takes_nothing_new_and_the_last_member_stays()
    {
        await using PoolWorld pool = await CreateAsync(t => RandomChanges.Fill(t, users: 12, messages: 10, files: 2), latency: 40);
        await using RunningProxy first = await pool.StartAsync("P1");
        await using RunningProxy second = await pool.StartAsync("P2");
        Task<SessionResult> session = pool.BackUpAsync();
        await pool.WaitAsync(s => s.Plan is not null);
        BackupProxy one = (await pool.Configuration.Proxies.FindAsync("P1", default))!, two = (await pool.Configuration.Proxies.FindAsync("P2", default))!;

        await pool.Configuration.Proxies.SetMaintenanceAsync(one.Id, true, default);
        ConflictException refused = await Assert.ThrowsAsync<ConflictException>(() => pool.Configuration.Proxies.SetMaintenanceAsync(two.Id, true, default));
        SessionResult result = await session;

        Assert.Equal("Proxy.LastMember", refused.ErrorId);
        Assert.True(result.Session.Status == SessionStatus.Success, result.Session.Message);
        IReadOnlyList<SessionTask> tasks = await pool.Configuration.Sessions.ListTasksAsync(result.Session.Id, default);
        Assert.True(tasks.Count(t => t.Holder!.StartsWith("P1/", StringComparison.Ordinal)) < tasks.Count / 2);
        Assert.Equal(ProxyState.Maintenance, (await pool.Configuration.Proxies.FindAsync("P1", default))!.State);
    }

    [Fact]
    public async Task A_proxy_with_no_more_rights_than_the_documentation_grants_it_does_all_its_work()
    {
        await using PoolWorld pool = await CreateAsync(t => RandomChanges.Fill(t, users: 3, messages: 5, files: 1), latency: 0);
        await new RepositoryOperations(pool.Services).SynchronizeAsync((await pool.Configuration.Repositories.FindAsync("Local", default))!, rebuild: false, _ => { }, default);
        string role = "r_" + _schema;
        string sql = ProxyRole().Replace("veeam365_proxy", role, StringComparison.Ordinal).Replace("veeam365.", _schema + ".", StringComparison.Ordinal)
            .Replace("SCHEMA veeam365", "SCHEMA " + _schema, StringComparison.Ordinal).Replace("change me", "role", StringComparison.Ordinal)
            .Replace("LIKE 'cache\\_%'", $"= 'cache_{pool.World.Job.RepositoryId:N}'", StringComparison.Ordinal);
        await postgres.QueryAsync(sql);
        var least = new Npgsql.NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Username = role, Password = "role" };
        await using (RunningProxy proxy = await pool.StartAsync("P1", least.ConnectionString))
        {
            SessionResult result = await pool.BackUpAsync();
            Assert.True(result.Session.Status == SessionStatus.Success, $"{result.Session.Message} {string.Join('\n', proxy.Lines)}");
            await pool.World.AssertIdenticalAsync(result.RestorePoint!, pool.Tenant.Snapshot());
        }

        await using var connection = new Npgsql.NpgsqlConnection(least.ConnectionString);
        await connection.OpenAsync();
        foreach (string forbidden in (string[])[$"DELETE FROM {_schema}.jobs", $"UPDATE {_schema}.organizations SET client_id = ''", $"DELETE FROM {_schema}.secrets", $"UPDATE {_schema}.proxies SET threads = 1"])
        {
            await using var command = new Npgsql.NpgsqlCommand(forbidden, connection);
            Assert.Equal("42501", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState);
        }
        await connection.CloseAsync();
        await postgres.QueryAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
    }

    [Fact]
    public async Task An_idle_proxy_holds_two_connections_at_most()
    {
        await using PoolWorld pool = await CreateAsync(t => RandomChanges.Fill(t, users: 3, messages: 5, files: 1), latency: 0);
        string name = "idle_" + _schema;
        var own = new Npgsql.NpgsqlConnectionStringBuilder(postgres.ConnectionString) { ApplicationName = name, ConnectionIdleLifetime = 2, ConnectionPruningInterval = 1 };
        await using RunningProxy proxy = await pool.StartAsync("P1", own.ConnectionString);
        await pool.BackUpAsync();

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (int.Parse(Assert.Single(await postgres.QueryAsync($"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{name}'")), System.Globalization.CultureInfo.InvariantCulture) is var count && count > 2)
            await Task.Delay(100, patience.Token);
    }

    private static string ProxyRole()
    {
        string text = File.ReadAllText(Path.Combine(ProjectFolder.Root, "docs", "security.md"));
        int start = text.IndexOf("-- proxy-role", StringComparison.Ordinal);
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }

    [Fact]
    public async Task A_session_that_no_proxy_takes_waits_and_can_be_stopped()
    {
        await using PoolWorld pool = await CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 1, files: 0), latency: 0);
        Task<SessionResult> session = pool.BackUpAsync();
        BackupSession waiting = await pool.WaitAsync(s => s.Status == SessionStatus.Queued);

        ConflictException second = await Assert.ThrowsAsync<ConflictException>(() => pool.BackUpAsync());
        await new JobOperations(pool.Services).StopAsync(pool.World.Job, wait: true, default);

        Assert.Equal("Job.AlreadyRunning", second.ErrorId);
        Assert.Equal(waiting.Id, (await session).Session.Id);
        Assert.Equal(SessionStatus.Stopped, (await session).Session.Status);
    }

    private Task<PoolWorld> CreateAsync(Action<SimulatedTenant> fill, int latency) => PoolWorld.CreateAsync(
        postgres.ConnectionString, _schema, bucket.NewPlace(), bucket.Server.Secret, fill, new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(latency) });
}
