using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Core.Repositories.ObjectStorage.Leases;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Tests.Repositories;

public sealed class LeaseTests
{
    private static readonly RetentionRequest Nothing = new() { Grace = TimeSpan.Zero };

    [Fact]
    public async Task A_session_holds_one_lease_object_while_it_writes_and_none_afterwards()
    {
        List<string> puts = [];
        await using RepositoryBench bench = await RepositoryBench.CreateAsync("p", s => new FaultyStore(s) { AfterPut = puts.Add });
        puts.Clear();
        await using (IRepositoryWriter writer = bench.NewWriter())
        {
            Assert.Empty(bench.Files("locks"));
            SegmentReference segment = await RepositoryBench.WriteAsync(writer, "u", [[1, 2, 3]]);
            Assert.Single(bench.Files("locks"));
            await writer.CommitAsync(RepositoryBench.Point(1, null, segment), default);
        }

        Assert.Empty(bench.Files("locks"));
        Assert.Single(puts, static p => p.StartsWith("locks/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_maintainers_that_begin_at_once_never_two_hold_the_lease()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync();
        int holding = 0, most = 0, conflicts = 0;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            try
            {
                await using RepositoryLease lease = await TakeAsync(bench, new LeaseOptions());
                most = Math.Max(most, Interlocked.Increment(ref holding));
                await lease.EnsureHeldAsync(default);
                Interlocked.Decrement(ref holding);
            }
            catch (ConflictException e)
            {
                Assert.Equal("Repository.MaintenanceRunning", e.ErrorId);
                Interlocked.Increment(ref conflicts);
            }
        }));

        Assert.True(most <= 1 && conflicts < 6, $"{most} held it, {conflicts} withdrew");
    }

    [Fact]
    public async Task A_second_run_is_refused_while_one_goes_on_and_one_that_died_is_passed_over()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync();
        RepositoryLease dying = await TakeAsync(bench, new LeaseOptions());
        Assert.Equal("Repository.MaintenanceRunning", (await Assert.ThrowsAsync<ConflictException>(() => bench.Maintenance.RunAsync(Nothing, bench.Catalog, null, default))).ErrorId);
        Age(bench);

        await bench.Maintenance.RunAsync(Nothing, bench.Catalog, null, default);

        Assert.Equal("Repository.LeaseLost", (await Assert.ThrowsAsync<ConflictException>(() => dying.EnsureHeldAsync(default))).ErrorId);
        await dying.DisposeAsync();
    }

    [Fact]
    public async Task A_writer_that_was_taken_for_dead_commits_nothing()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync();
        await using IRepositoryWriter writer = bench.NewWriter();
        SegmentReference segment = await RepositoryBench.WriteAsync(writer, "u", [[1, 2, 3]]);
        Age(bench);
        await bench.Maintenance.RunAsync(Nothing, bench.Catalog, null, default);

        Assert.Equal("Repository.LeaseLost", (await Assert.ThrowsAsync<ConflictException>(() => writer.CommitAsync(RepositoryBench.Point(1, null, segment), default))).ErrorId);
        Assert.Empty(await bench.ListPointsAsync());
    }

    [Fact]
    public async Task A_holder_whose_machine_slept_longer_than_the_term_counts_its_lease_as_lost()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync();
        var clock = new ShiftedClock();
        await using RepositoryLease lease = await TakeAsync(bench, new LeaseOptions { Clock = clock });
        await lease.EnsureHeldAsync(default);
        clock.Shift = TimeSpan.FromMinutes(11);
        Assert.Equal("Repository.LeaseLost", (await Assert.ThrowsAsync<ConflictException>(() => lease.EnsureHeldAsync(default))).ErrorId);
    }

    [Fact]
    public async Task Another_configuration_is_refused_while_one_writes_and_not_afterwards()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync();
        var first = new RepositoryWriterOptions { ConfigurationId = Guid.NewGuid() };
        var second = new RepositoryWriterOptions { ConfigurationId = Guid.NewGuid() };
        await using (IRepositoryWriter writer = bench.Repository.CreateWriter(bench.Catalog, first))
        {
            await RepositoryBench.WriteAsync(writer, "u", [[1]]);
            await using (IRepositoryWriter same = bench.Repository.CreateWriter(bench.Catalog, first))
                await RepositoryBench.WriteAsync(same, "v", [[2]]);
            await using IRepositoryWriter other = bench.Repository.CreateWriter(bench.Catalog, second);
            Assert.Equal("Repository.InUse", (await Assert.ThrowsAsync<ConflictException>(() => other.CommitAsync(RepositoryBench.Point(1, null), default))).ErrorId);
        }

        await using IRepositoryWriter later = bench.Repository.CreateWriter(bench.Catalog, second);
        await later.CommitAsync(RepositoryBench.Point(1, null), default);
    }

    private static Task<RepositoryLease> TakeAsync(RepositoryBench bench, LeaseOptions options)
    {
        var repository = (ObjectStorageRepository)bench.Repository;
        return RepositoryLease.TakeMaintenanceAsync(repository.Store, repository.Keys, "Test", options, default);
    }

    /// <summary>As if whoever holds a lease had not renewed it for an hour.</summary>
    private static void Age(RepositoryBench bench)
    {
        foreach (string lease in bench.Files("locks"))
            File.SetLastWriteTimeUtc(lease, DateTime.UtcNow.AddHours(-1));
    }
}
