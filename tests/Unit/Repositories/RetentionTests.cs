using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage.References;

namespace Veeam365.Backup.Tests.Repositories;

public abstract class RetentionTests : RepositoryConformance
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Restore_points_older_than_the_horizon_go_and_what_only_they_needed_and_nothing_else()
    {
        (RepositoryBench bench, RepositoryModel model) = await FillAsync(seed: 1, sessions: 12);
        await using (bench)
        {
            long before = await bench.SizeAsync("");
            RetentionPlan plan = await bench.Maintenance.PlanAsync(Before(Start.AddDays(9)), null, default);
            Assert.Equal(before, await bench.SizeAsync(""));

            RetentionResult result = await bench.Maintenance.RunAsync(Before(Start.AddDays(9)), bench.Catalog, null, default);

            Assert.Equal(plan.Points, result.Removed);
            Assert.Equal(9, result.Removed.Count);
            Assert.True(result.BytesFreed > 0 && await bench.SizeAsync("") < before);
            await RepositoryTruth.CompareAsync(bench.Repository, model, [10, 11, 12]);
            await NothingIsLeftAsync(bench);
        }
    }

    [Fact]
    public async Task The_newest_restore_point_of_a_job_stays_whatever_its_age()
    {
        (RepositoryBench bench, RepositoryModel model) = await FillAsync(seed: 2, sessions: 4);
        await using (bench)
        {
            RetentionRequest request = Before(Start.AddYears(10)) with { Remove = new HashSet<Guid> { model.Last!.Manifest.Id } };

            RetentionResult result = await bench.Maintenance.RunAsync(request, bench.Catalog, null, default);

            Assert.Equal([1, 2, 3], result.Removed.Select(p => p.Sequence));
            await RepositoryTruth.CompareAsync(bench.Repository, model, [4]);
            await SessionAsync(bench, model);
            await RepositoryTruth.CompareAsync(bench.Repository, model, [4, 5]);
        }
    }

    [Fact]
    public async Task Holes_in_the_middle_leave_the_others_whole_and_protected_ones_stay()
    {
        (RepositoryBench bench, RepositoryModel model) = await FillAsync(seed: 3, sessions: 10);
        await using (bench)
        {
            List<StoredRestorePoint> points = await bench.ListPointsAsync();
            Guid Id(int sequence) => points[sequence - 1].Manifest.Id;
            await RemoveAsync(bench, [Id(3), Id(4), Id(7)]);
            await RepositoryTruth.CompareAsync(bench.Repository, model, [1, 2, 5, 6, 8, 9, 10]);
            await RemoveAsync(bench, [Id(5), Id(1), Id(9)]);
            await RepositoryTruth.CompareAsync(bench.Repository, model, [2, 6, 8, 10]);

            RetentionRequest request = Before(Start.AddYears(10)) with { Protected = new HashSet<Guid> { Id(6) } };
            await bench.Maintenance.RunAsync(request, bench.Catalog, null, default);

            await RepositoryTruth.CompareAsync(bench.Repository, model, [6, 10]);
            await NothingIsLeftAsync(bench);
            RemovedRestorePoints removed = await bench.Maintenance.ReadRemovedAsync(RepositoryBench.JobId, default);
            Assert.Equal([1, 2, 3, 4, 5, 7, 8, 9], Enumerable.Range(1, 10).Select(s => (long)s).Where(removed.Holds));
        }
    }

    [Fact]
    public async Task A_restore_point_that_says_it_is_immutable_stays_until_then()
    {
        await using RepositoryBench bench = await BenchAsync();
        await using (IRepositoryWriter writer = bench.NewWriter())
        {
            StoredRestorePoint first = await writer.CommitAsync(RepositoryBench.Point(1, null) with { ImmutableUntil = Start.AddDays(30) }, default);
            await writer.CommitAsync(RepositoryBench.Point(2, first), default);
        }

        Assert.Empty((await bench.Maintenance.RunAsync(Before(Start.AddDays(40)) with { Now = Start.AddDays(29) }, bench.Catalog, null, default)).Removed);
        Assert.Single((await bench.Maintenance.RunAsync(Before(Start.AddDays(40)) with { Now = Start.AddDays(31) }, bench.Catalog, null, default)).Removed);
    }

    [Fact]
    public async Task A_restore_point_that_is_missing_without_a_record_is_damage()
    {
        (RepositoryBench bench, _) = await FillAsync(seed: 4, sessions: 4);
        await using (bench)
        {
            await bench.Store.DeleteAsync((await bench.KeysAsync("points/"))[0], default);
            Assert.Equal("Data.Missing", (await Assert.ThrowsAsync<DataDamagedException>(() => bench.ListPointsAsync())).ErrorId);
        }
    }

    [Fact]
    public async Task A_run_beside_a_session_frees_nothing_the_session_relies_on()
    {
        await using RepositoryBench bench = await BenchAsync();
        byte[] shared = RepositoryBench.RandomBytes(20_000, 1);
        StoredRestorePoint first = await CommitAsync(bench, 1, null, ("a", shared));
        StoredRestorePoint second = await CommitAsync(bench, 2, first, ("a", [1, 2, 3]));

        // The session finds the content in a pack that only the first restore point needs, which goes now, and commits after that.
        await using IRepositoryWriter writer = bench.NewWriter();
        SegmentReference segment = await RepositoryBench.WriteAsync(writer, "b", [shared]);
        RetentionResult during = await bench.Maintenance.RunAsync(Before(Start.AddYears(1)), bench.Catalog, null, default);
        Assert.Equal(0, during.PacksFreed);
        Assert.True(during.Waiting.Objects > 0);
        StoredRestorePoint third = await writer.CommitAsync(Listing(3, second, [segment]), default);
        await writer.DisposeAsync();
        RetentionResult after = await bench.Maintenance.RunAsync(Before(Start), bench.Catalog, null, default);

        Assert.True(after.ObjectsKept > 0);
        Assert.Equal(0, after.Waiting.Objects);
        Assert.Equal(shared, await bench.ReadContentAsync((await bench.ReadRecordsAsync(third.Manifest.Heads[0].Segment))[0]));
        await NothingIsLeftAsync(bench);
    }

    [Fact]
    public async Task A_session_that_begins_after_the_mark_does_not_rely_on_what_is_deleted_while_it_runs()
    {
        await using RepositoryBench bench = await BenchAsync();
        byte[] shared = RepositoryBench.RandomBytes(20_000, 1);
        StoredRestorePoint first = await CommitAsync(bench, 1, null, ("a", shared));
        StoredRestorePoint second = await CommitAsync(bench, 2, first, ("a", [1, 2, 3]));
        var stale = new MemoryChunkCatalog();
        await ((IChunkIndex)bench.Repository).CopyToAsync(stale, default);
        await bench.Maintenance.RunAsync(Before(Start.AddYears(1)) with { Grace = TimeSpan.FromHours(1) }, bench.Catalog, null, default);

        await using IRepositoryWriter writer = bench.Repository.CreateWriter(stale, new RepositoryWriterOptions());
        SegmentReference segment = await RepositoryBench.WriteAsync(writer, "b", [shared]);
        Assert.Equal(1, (await bench.Maintenance.RunAsync(Before(Start), bench.Catalog, null, default)).PacksFreed);
        StoredRestorePoint third = await writer.CommitAsync(Listing(3, second, [segment]), default);

        Assert.Equal(shared, await bench.ReadContentAsync((await bench.ReadRecordsAsync(third.Manifest.Heads[0].Segment))[0]));
    }

    [Fact]
    public async Task A_rewritten_pack_stays_when_a_session_relied_on_a_block_that_was_not_moved()
    {
        await using RepositoryBench bench = await BenchAsync();
        byte[] shared = RepositoryBench.RandomBytes(20_000, 1);
        byte[] large = RepositoryBench.RandomBytes(300_000, 2);
        StoredRestorePoint first;
        SegmentReference[] heads;
        await using (IRepositoryWriter both = bench.NewWriter())
        {
            heads = await Task.WhenAll(RepositoryBench.WriteAsync(both, "a", [large]), RepositoryBench.WriteAsync(both, "b", [shared]));
            first = await both.CommitAsync(Listing(1, null, heads), default);
        }

        Assert.Single(await bench.KeysAsync("packs/"));
        StoredRestorePoint second;
        await using (IRepositoryWriter only = bench.NewWriter())
            second = await only.CommitAsync(Listing(2, first, [heads[0]]), default);

        await using IRepositoryWriter writer = bench.NewWriter();
        SegmentReference segment = await RepositoryBench.WriteAsync(writer, "gone1", [shared]);
        RetentionRequest request = Before(Start.AddYears(1)) with { RepackThreshold = 0.01 };
        Assert.Equal(1, (await bench.Maintenance.RunAsync(request, bench.Catalog, null, default)).PacksRepacked);
        StoredRestorePoint third = await writer.CommitAsync(Listing(3, second, [heads[0], segment]), default);
        await writer.DisposeAsync();
        await bench.Maintenance.RunAsync(Before(Start) with { Collect = false }, bench.Catalog, null, default);

        await bench.Maintenance.RunAsync(Before(Start), bench.Catalog, null, default);
        await bench.ReopenAsync();
        Assert.Equal(large, await bench.ReadContentAsync((await bench.ReadRecordsAsync(third.Manifest.Heads[0].Segment))[0]));
        Assert.Equal(shared, await bench.ReadContentAsync((await bench.ReadRecordsAsync(third.Manifest.Heads[1].Segment))[0]));
    }

    [Fact]
    public async Task Repacking_moves_what_is_needed_again_and_again_and_what_was_moved_is_not_garbage_meanwhile()
    {
        await using RepositoryBench bench = await BenchAsync("p");
        byte[][] contents = [.. Enumerable.Range(0, 6).Select(i => RepositoryBench.RandomBytes(300_000, i))];
        StoredRestorePoint? last = null;
        SegmentReference? kept = null;
        await using (IRepositoryWriter writer = bench.NewWriter())
        {
            // Side by side, so that they share a pack.
            List<SegmentReference> all = [.. await Task.WhenAll(contents.Select((c, i) => RepositoryBench.WriteAsync(writer, i == 0 ? "kept" : "gone" + i, [c])))];
            kept = all[0];
            last = await writer.CommitAsync(Listing(1, null, [.. all]), default);
            for (int sequence = 2; sequence <= 6; sequence++)
            {
                all.RemoveAt(all.Count - 1);
                last = await writer.CommitAsync(Listing(sequence, last, [.. all]), default);
            }
        }

        int repacked = 0;
        for (int sequence = 2; sequence <= 6; sequence++)
        {
            // Half of the packs rewritten wait for the next run.
            TimeSpan grace = sequence % 2 == 0 ? TimeSpan.FromHours(1) : TimeSpan.Zero;
            RetentionRequest request = new() { Remove = (await bench.ListPointsAsync()).Take(1).Select(p => p.Manifest.Id).ToHashSet(), Grace = grace, RepackThreshold = 0.01 };
            repacked += (await bench.Maintenance.RunAsync(request, bench.Catalog, null, default)).PacksRepacked;
            await bench.Maintenance.RunAsync(new RetentionRequest { Grace = grace, RepackThreshold = 0.01 }, bench.Catalog, null, default);
            await bench.ReopenAsync();
            foreach (StoredRestorePoint point in await bench.ListPointsAsync())
            {
                foreach (HeadRecord head in point.Manifest.Heads)
                    await bench.ReadContentAsync((await bench.ReadRecordsAsync(head.Segment))[0]);
            }
        }

        await bench.Maintenance.RunAsync(Before(Start) with { RepackThreshold = 0.01 }, bench.Catalog, null, default);
        await bench.ReopenAsync();
        Assert.True(repacked >= 4, $"{repacked} repacked");
        Assert.Equal(contents[0], await bench.ReadContentAsync((await bench.ReadRecordsAsync(kept))[0]));
        Assert.True(await bench.SizeAsync("packs/") < 320_000);
        await NothingIsLeftAsync(bench);

        // Without the records of repacking the index still leads to it.
        await bench.DeleteAsync("moved/");
        await bench.ReopenAsync();
        Assert.Equal(contents[0], await bench.ReadContentAsync((await bench.ReadRecordsAsync(kept))[0]));
        await NothingIsLeftAsync(bench);
    }

    [Fact]
    public async Task A_session_that_begins_after_the_mark_stores_again_what_is_about_to_go()
    {
        (RepositoryBench bench, RepositoryModel model) = await FillAsync(seed: 6, sessions: 6);
        await using (bench)
        {
            var stale = new MemoryChunkCatalog();
            await ((IChunkIndex)bench.Repository).CopyToAsync(stale, default);
            RetentionRequest marks = Before(Start.AddYears(1)) with { Grace = TimeSpan.FromHours(1) };
            Assert.True((await bench.Maintenance.RunAsync(marks, bench.Catalog, null, default)).Waiting.Objects > 0);

            // A process whose catalogue still knows everything.
            await using (IRepositoryWriter writer = bench.Repository.CreateWriter(stale, new RepositoryWriterOptions()))
                await model.SessionAsync(writer, Start.AddDays(50));
            await bench.Maintenance.RunAsync(Before(Start), bench.Catalog, null, default);
            await RepositoryTruth.CompareAsync(bench.Repository, model, [6, 7]);

            // And one whose catalogue knows packs that are gone.
            await using (IRepositoryWriter writer = bench.Repository.CreateWriter(stale, new RepositoryWriterOptions()))
                await model.SessionAsync(writer, Start.AddDays(51));
            await RepositoryTruth.CompareAsync(bench.Repository, model, [6, 7, 8]);
        }
    }

    [Fact]
    public async Task What_a_crashed_session_left_is_freed_but_not_what_a_running_one_has_written()
    {
        (RepositoryBench bench, RepositoryModel model) = await FillAsync(seed: 7, sessions: 2);
        await using (bench)
        {
            await using (IRepositoryWriter crashed = bench.NewWriter())
                await RepositoryBench.WriteAsync(crashed, "lost", [RepositoryBench.RandomBytes(100_000, 99)]);
            await using IRepositoryWriter running = bench.NewWriter();
            SegmentReference segment = await RepositoryBench.WriteAsync(running, "u", [RepositoryBench.RandomBytes(100_000, 98)]);
            RetentionPlan plan = await bench.Maintenance.PlanAsync(Before(Start), null, default);
            Assert.Equal(1, plan.Packs.Count(p => p.Action == PackAction.Free));

            await bench.Maintenance.RunAsync(Before(Start), bench.Catalog, null, default);
            StoredRestorePoint point = await running.CommitAsync(RepositoryBench.Point(3, model.Last, segment), default);
            await running.DisposeAsync();
            await bench.Maintenance.RunAsync(Before(Start), bench.Catalog, null, default);

            Assert.Equal(RepositoryBench.RandomBytes(100_000, 98), await bench.ReadContentAsync((await bench.ReadRecordsAsync(point.Manifest.Heads[0].Segment))[0]));
            await NothingIsLeftAsync(bench);
        }
    }

    [Theory]
    [InlineData((int)StopKind.Before)]
    [InlineData((int)StopKind.After)]
    public async Task A_run_that_stops_at_any_store_call_leaves_every_restore_point_whole_and_the_next_run_finishes_it(int kind) =>
        await SweepAsync((StopKind)kind, step: 1);

    [Fact]
    public async Task A_fault_at_any_store_call_of_a_run_costs_at_most_the_run() => await SweepAsync(StopKind.FailOnce, step: 3);

    private async Task SweepAsync(StopKind kind, int step)
    {
        (RepositoryBench filled, RepositoryModel model) = await FillAsync(seed: 8, sessions: 5);
        await using RepositoryBench original = filled;
        int calls = await CallSweep.RunAsync(
            kind,
            async () =>
            {
                StoppingStore? store = null;
                RepositoryBench bench = await original.CopyAsync(s => store = new StoppingStore(s));
                return (new World(bench, model.Copy(new Random(8))), store!);
            },
            static world => world.Bench.Maintenance.RunAsync(Before(Start.AddDays(3)), world.Bench.Catalog, null, default),
            async (world, failed) =>
            {
                await world.Bench.ReopenAsync();
                List<long> there = [.. (await world.Bench.ListPointsAsync()).Select(p => p.Manifest.Sequence)];
                Assert.True(there.Contains(4) && there.Contains(5));
                await RepositoryTruth.CompareAsync(world.Bench.Repository, world.Model, there);
                await SessionAsync(world.Bench, world.Model);
                await world.Bench.AgeLeasesAsync();
                await world.Bench.Maintenance.RunAsync(Before(Start.AddDays(3)), world.Bench.Catalog, null, default);
                await RepositoryTruth.CompareAsync(world.Bench.Repository, world.Model, [4, 5, 6]);
                await NothingIsLeftAsync(world.Bench);
            },
            step);
        Assert.True(calls > 10);
    }

    private static async Task<StoredRestorePoint> CommitAsync(RepositoryBench bench, long sequence, StoredRestorePoint? parent, params (string Id, byte[] Content)[] objects)
    {
        await using IRepositoryWriter writer = bench.NewWriter();
        List<SegmentReference> segments = [];
        foreach ((string id, byte[] content) in objects)
            segments.Add(await RepositoryBench.WriteAsync(writer, id, [content]));
        return await writer.CommitAsync(Listing(sequence, parent, [.. segments]), default);
    }

    private static RestorePointManifest Listing(long sequence, StoredRestorePoint? parent, SegmentReference[] segments) =>
        RepositoryBench.Point(sequence, parent) with { Heads = [.. segments.Select(static s => new HeadRecord(IdentityOf(s), s, 1, 2))] };

    private static ObjectIdentity IdentityOf(SegmentReference segment) =>
        ((string[])["a", "b", "kept", "gone1", "gone2", "gone3", "gone4", "gone5"]).Select(RepositoryBench.Identity).First(i => i.Key == segment.ObjectKey);

    private async Task<(RepositoryBench Bench, RepositoryModel Model)> FillAsync(int seed, int sessions)
    {
        RepositoryBench bench = await BenchAsync(seed % 2 == 0 ? null : "p");
        var model = new RepositoryModel(new Random(seed));
        for (int i = 0; i < sessions; i++)
        {
            await using IRepositoryWriter writer = bench.NewWriter();
            await model.SessionAsync(writer, Start.AddDays(i), listsAll: i == 7);
        }

        return (bench, model);
    }

    private static async Task SessionAsync(RepositoryBench bench, RepositoryModel model)
    {
        await using IRepositoryWriter writer = bench.NewWriter();
        await model.SessionAsync(writer, Start.AddDays(100));
    }

    private static RetentionRequest Before(DateTimeOffset horizon) => new() { Horizon = horizon, Grace = TimeSpan.Zero };

    private static Task RemoveAsync(RepositoryBench bench, HashSet<Guid> ids) =>
        bench.Maintenance.RunAsync(new RetentionRequest { Remove = ids, Grace = TimeSpan.Zero }, bench.Catalog, null, default);

    /// <summary>Every pack and segment that is there is needed, and no lease is left.</summary>
    private static async Task NothingIsLeftAsync(RepositoryBench bench)
    {
        RetentionPlan plan = await bench.Maintenance.PlanAsync(new RetentionRequest(), null, default);
        Assert.DoesNotContain(plan.Packs, static p => p.Action == PackAction.Free);
        Assert.Equal(new RetentionWaiting(0, 0, null), plan.Waiting);
        ReferenceScan scan = ReferenceScanTests.NewScan(bench);
        LiveSet live = await scan.FindLiveAsync(await scan.ReadHeadsAsync(static _ => true, default), null, default);
        Assert.Empty(live.Homeless);
        Assert.Equal(live.Packs.Count, (await bench.KeysAsync("packs/")).Length);
        Assert.Equal(live.Segments.Sum(static s => s.Value + 1), (await bench.KeysAsync("segments/")).Length);
        Assert.Empty(await bench.KeysAsync("locks/"));
    }

    private sealed record World(RepositoryBench Bench, RepositoryModel Model) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Bench.DisposeAsync();
    }
}
