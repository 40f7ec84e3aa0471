using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Support;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>Retention as sessions and admins apply it. Repositories keep three years by default.</summary>
public sealed class RetentionSessionTests
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(366);
    private static readonly OptimizationOptions AtOnce = new() { Grace = TimeSpan.Zero };

    [Fact]
    public async Task A_session_removes_restore_points_that_are_too_old_and_the_rest_is_as_it_was()
    {
        (BackupWorld world, List<TenantSnapshot> truths) = await BackUpAsync(4 * Year, 3.5 * Year, Year, TimeSpan.Zero);
        await using (world)
        {
            IReadOnlyList<RestorePoint> points = await world.ListPointsAsync();
            Assert.Equal([3, 4], points.Select(p => p.Sequence));
            await world.AssertIdenticalAsync(points[0], truths[2]);
            await world.AssertIdenticalAsync(points[1], truths[3]);

            BackupRepository repository = (await world.Services.Configuration.Repositories.ListAsync(default))[0];
            await new RetentionOperations(world.Services).OptimizeAsync(repository, AtOnce, null, default);
            await world.AssertIdenticalAsync(points[0], truths[2]);
            await new RepositoryOperations(world.Services).SynchronizeAsync(repository, rebuild: true, static _ => { }, default);
            await world.AssertIdenticalAsync(points[0], truths[2]);
            await world.AssertIdenticalAsync(points[1], truths[3]);
            Assert.Equal(SessionStatus.Success, (await world.BackUpAsync()).Session.Status);
        }
    }

    [Fact]
    public async Task The_last_restore_point_of_a_job_stays_and_a_session_goes_on_from_it()
    {
        (BackupWorld world, _) = await BackUpAsync(9 * Year, 8 * Year);
        await using (world)
        {
            world.Use(TimeProvider.System);
            BackupRepository repository = (await world.Services.Configuration.Repositories.ListAsync(default))[0];
            RetentionPlan plan = await new RetentionOperations(world.Services).PlanAsync(repository, AtOnce, null, default);
            Assert.Equal([1], plan.Points.Select(p => p.Sequence));
            await new RetentionOperations(world.Services).OptimizeAsync(repository, AtOnce, null, default);
            Assert.Equal([2], (await world.ListPointsAsync()).Select(p => p.Sequence));

            SessionResult next = await world.BackUpAsync();
            Assert.Equal(SessionKind.Incremental, next.Session.Kind);
            await world.AssertIdenticalAsync(next.RestorePoint!, world.Tenant.Snapshot());
        }
    }

    [Fact]
    public async Task Removed_restore_points_are_forgotten_by_a_process_that_did_not_remove_them()
    {
        (BackupWorld world, List<TenantSnapshot> truths) = await BackUpAsync(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        await using (world)
        {
            BackupRepository repository = (await world.Services.Configuration.Repositories.ListAsync(default))[0];
            IReadOnlyList<RestorePoint> points = await world.ListPointsAsync();
            await using (IBackupRepository other = await world.Services.Repositories.OpenAsync(repository.Store, new RepositoryCredential(null, null), default))
            {
                var request = new RetentionRequest { Remove = new HashSet<Guid> { points[0].Id, points[1].Id }, Grace = TimeSpan.Zero };
                await using RepositoryConnection connection = await RepositoryConnection.OpenAsync(world.Services, repository, default);
                await ((IRepositoryMaintenance)other).RunAsync(request, connection.Cache.Chunks, null, default);
            }

            Assert.Equal(3, (await world.ListPointsAsync()).Count);
            await new RepositoryOperations(world.Services).SynchronizeAsync(repository, rebuild: false, static _ => { }, default);
            Assert.Equal([3], (await world.ListPointsAsync()).Select(p => p.Sequence));
            await world.AssertIdenticalAsync(points[2], truths[2]);
        }
    }

    [Fact]
    public async Task The_newest_and_immutable_restore_points_are_not_removed_and_those_of_a_job_that_is_gone_are()
    {
        (BackupWorld world, _) = await BackUpAsync(TimeSpan.Zero, TimeSpan.Zero);
        await using (world)
        {
            var operations = new RetentionOperations(world.Services);
            BackupRepository repository = (await world.Services.Configuration.Repositories.ListAsync(default))[0];
            IReadOnlyList<RestorePoint> points = await world.ListPointsAsync();
            Assert.Equal("RestorePoint.Newest", (await Assert.ThrowsAsync<ConflictException>(() => operations.RemoveAsync(repository, [points[1]], default))).ErrorId);
            RestorePoint immutable = points[0] with { ImmutableUntil = DateTimeOffset.UtcNow.AddDays(1) };
            Assert.Equal("RestorePoint.Immutable", (await Assert.ThrowsAsync<ConflictException>(() => operations.RemoveAsync(repository, [immutable], default))).ErrorId);
            Assert.Equal(2, (await world.ListPointsAsync()).Count);

            await world.Services.Configuration.Jobs.RemoveAsync(world.Job.Id, default);
            Assert.Equal(2, (await operations.RemoveAsync(repository, points, default)).Removed.Count);
            await operations.OptimizeAsync(repository, AtOnce, null, default);

            Assert.Empty(await world.ListPointsAsync());
            Assert.Empty(Directory.GetFiles(Path.Combine(world.RepositoryPath, "packs"), "*", SearchOption.AllDirectories));
            Assert.Empty(Directory.GetFiles(Path.Combine(world.RepositoryPath, "segments"), "*", SearchOption.AllDirectories));
        }
    }

    [Fact]
    public async Task Item_level_retention_keeps_old_items_out_and_takes_those_out_that_become_too_old()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(
            tenant =>
            {
                tenant.AddUser("user@contoso.example");
                foreach (int days in (int[])[1, 20, 35, 400])
                    AddMessage(tenant, days);
            },
            places: new WorldPlaces { Settings = new RepositorySettings { Retention = new RetentionPolicy(RetentionKind.ItemLevel, RetentionUnit.Days, 30) } });
        RestorePoint first = (await world.BackUpAsync()).RestorePoint!;
        Assert.Equal(["1 days", "20 days"], await SubjectsAsync(world, first));

        // A fortnight later one of them is too old, and one that comes late was so from the start.
        world.Use(new ShiftedClock { Shift = TimeSpan.FromDays(14) });
        AddMessage(world.Tenant, 5);
        AddMessage(world.Tenant, 300);
        RestorePoint second = (await world.BackUpAsync()).RestorePoint!;
        Assert.Equal(["1 days", "5 days"], await SubjectsAsync(world, second));
        Assert.Equal(["1 days", "20 days"], await SubjectsAsync(world, first));
        Assert.Equal(SessionKind.Incremental, second.Kind);

        // Read anew it is the same; and nothing is looked at twice in a row.
        RestorePoint third = (await world.BackUpAsync(full: true)).RestorePoint!;
        Assert.Equal(["1 days", "5 days"], await SubjectsAsync(world, third));
        Assert.Equal(third.Items, second.Items);
    }

    private static void AddMessage(SimulatedTenant tenant, int days)
    {
        byte[] mime = System.Text.Encoding.ASCII.GetBytes($"From: a@contoso.example\r\nTo: b@contoso.example\r\nSubject: {days} days\r\n\r\nText\r\n");
        tenant.AddMessage("user@contoso.example", "inbox", new NewMessage(mime) { Received = DateTimeOffset.UtcNow.AddDays(-days) });
    }

    private static async Task<string[]> SubjectsAsync(BackupWorld world, RestorePoint point)
    {
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(world.Services, point, default);
        return [.. (await explorer.FindAsync(new RestoreQuery { Kinds = [ItemKind.Message] }, default).ToListAsync()).Select(i => i.Version.Name).Order(StringComparer.Ordinal)];
    }

    /// <summary>One session for each age, something new and something gone in each.</summary>
    private static async Task<(BackupWorld World, List<TenantSnapshot> Truths)> BackUpAsync(params TimeSpan[] ages)
    {
        BackupWorld world = await BackupWorld.CreateAsync(static tenant => RandomChanges.Fill(tenant, users: 2, messages: 12, files: 4));
        List<TenantSnapshot> truths = [];
        foreach (TimeSpan age in ages)
        {
            world.Use(new ShiftedClock { Shift = -age });
            Assert.Equal(SessionStatus.Success, (await world.BackUpAsync()).Session.Status);
            truths.Add(world.Tenant.Snapshot());
            new RandomChanges(world.Tenant, truths.Count).Apply(8);
        }

        return (world, truths);
    }
}
