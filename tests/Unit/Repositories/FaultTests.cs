using System.Buffers;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Tests.Repositories;

public abstract class FaultTests : RepositoryConformance
{
    [Fact]
    public async Task A_crash_at_any_store_call_leaves_committed_restore_points_whole_and_the_next_session_able_to_run()
    {
        FaultyStore? faulty = null;
        await using RepositoryBench bench = await BenchAsync("p", s => faulty = new FaultyStore(s));
        byte[][] first = Contents(1);
        StoredRestorePoint? last = await SessionAsync(bench, first, null);
        int calls = 0;
        for (int crashAt = 1; ; crashAt++)
        {
            // Half of the crashes come before the call takes effect, half after.
            calls = 0;
            bool crashed = false;
            await bench.ReopenAsync();
            void Crash(string key)
            {
                if (crashed || ++calls == crashAt)
                {
                    crashed = true;
                    throw new RepositoryException("Test.Crash", "The machine stopped at " + key, "None.");
                }
            }

            if (crashAt % 2 == 0)
                faulty!.Before = (_, key) => Crash(key);
            else
                faulty!.AfterPut = Crash;
            StoredRestorePoint? point = null;
            try
            {
                point = await SessionAsync(bench, Contents(crashAt + 10), last);
            }
            catch (BackupException)
            {
                Assert.True(crashed);
            }

            faulty!.Before = null;
            faulty.AfterPut = null;
            await bench.ReopenAsync();
            List<StoredRestorePoint> points = await bench.ListPointsAsync();
            foreach (StoredRestorePoint committed in points)
                await ReadWholeAsync(bench, committed);
            last = points[^1];
            if (point is not null && !crashed)
                break;
        }

        Assert.True(calls > 3);
        StoredRestorePoint final = await SessionAsync(bench, Contents(2), last);
        Assert.Equal(final.Hash, (await bench.ListPointsAsync())[^1].Hash);
    }

    [Fact]
    public async Task A_full_disk_fails_the_object_and_harms_nothing_that_is_committed()
    {
        FaultyStore? faulty = null;
        await using RepositoryBench bench = await BenchAsync(null, s => faulty = new FaultyStore(s));
        StoredRestorePoint point = await SessionAsync(bench, Contents(1), null);
        long room = 20_000;
        faulty!.Damage = request => Interlocked.Add(ref room, -request.Content.Length) < 0
            ? throw StoreFault.Full("the test's disk", new IOException())
            : request;

        await Assert.ThrowsAsync<StoreFullException>(() => SessionAsync(bench, Contents(2), point));

        faulty.Damage = null;
        await ReadWholeAsync(bench, Assert.Single(await bench.ListPointsAsync()));
        await SessionAsync(bench, Contents(2), point);
    }

    [Fact]
    public async Task A_pack_that_arrives_damaged_is_sent_again()
    {
        FaultyStore? faulty = null;
        await using RepositoryBench bench = await BenchAsync(null, s => faulty = new FaultyStore(s));
        int damaged = 0;
        faulty!.Damage = request => request.Key.StartsWith("packs/", StringComparison.Ordinal) && ++damaged <= 2 ? Flip(request) : request;

        StoredRestorePoint point = await SessionAsync(bench, Contents(1), null);

        Assert.Equal(3, damaged);
        await ReadWholeAsync(bench, point);
    }

    [Fact]
    public async Task A_pack_that_arrives_damaged_again_and_again_fails_only_the_objects_in_it()
    {
        FaultyStore? faulty = null;
        await using RepositoryBench bench = await BenchAsync(null, s => faulty = new FaultyStore(s));
        await using IRepositoryWriter writer = bench.NewWriter();
        faulty!.Damage = request => request.Key.StartsWith("packs/", StringComparison.Ordinal) ? Flip(request) : request;
        RepositoryException error = await Assert.ThrowsAsync<RepositoryException>(() => RepositoryBench.WriteAsync(writer, "a", Contents(1)));
        Assert.Equal("Repository.ArrivedDamaged", error.ErrorId);

        faulty.Damage = null;
        SegmentReference segment = await RepositoryBench.WriteAsync(writer, "b", Contents(1));

        foreach (ChangeRecord record in await bench.ReadRecordsAsync(segment))
            await bench.ReadContentAsync(record);
    }

    [Fact]
    public async Task Two_writers_that_race_for_a_sequence_do_not_both_get_it()
    {
        await using RepositoryBench bench = await BenchAsync("p");
        await using IRepositoryWriter writer = bench.NewWriter();
        SegmentReference segment = await RepositoryBench.WriteAsync(writer, "u", [[1]]);
        int taken = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, ct) =>
        {
            await using IRepositoryWriter other = bench.NewWriter();
            try
            {
                await other.CommitAsync(RepositoryBench.Point(1, null, segment), ct);
            }
            catch (ConflictException e)
            {
                Assert.Equal("RestorePoint.SequenceTaken", e.ErrorId);
                Interlocked.Increment(ref taken);
            }
        });

        Assert.Equal(7, taken);
        Assert.Single(await bench.ListPointsAsync());
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_recognised_as_our_own()
    {
        FaultyStore? faulty = null;
        int lost = 0;
        await using RepositoryBench bench = await BenchAsync("p", s => new RetryingStore(faulty = new FaultyStore(s), new RetryOptions(3, TimeSpan.Zero, TimeSpan.Zero)));
        faulty!.AfterPut = key =>
        {
            if (key.StartsWith("points/", StringComparison.Ordinal) && lost++ == 0)
                throw StoreFault.Transient(StoreFault.Unreachable("test", "write", new IOException()));
        };

        StoredRestorePoint point = await SessionAsync(bench, Contents(1), null);

        Assert.Equal(point.Hash, Assert.Single(await bench.ListPointsAsync()).Hash);
        Assert.Equal(2, lost);
    }

    [Fact]
    public async Task A_chunk_whose_pack_was_repacked_is_found_through_the_index()
    {
        await using RepositoryBench bench = await BenchAsync("p");
        SegmentReference old;
        byte[][] contents = [RepositoryBench.RandomBytes(500, 1), RepositoryBench.RandomBytes(3 << 20, 2)];
        await using (IRepositoryWriter writer = bench.NewWriter())
            old = await RepositoryBench.WriteAsync(writer, "u", contents);
        string[] packs = await bench.KeysAsync("packs/");
        // The same data once more in new packs, as repacking leaves it; then the old packs go.
        await using (IRepositoryWriter writer = bench.Repository.CreateWriter(new MemoryChunkCatalog(), new RepositoryWriterOptions()))
            await RepositoryBench.WriteAsync(writer, "u", contents);
        foreach (string pack in packs)
            await bench.Store.DeleteAsync(pack, default);

        List<ChangeRecord> records = await bench.ReadRecordsAsync(old);
        Assert.Equal(contents[0], await bench.ReadContentAsync(records[0]));
        Assert.Equal(contents[1], await bench.ReadContentAsync(records[1]));
    }

    [Fact]
    public async Task A_missing_restore_point_in_the_middle_shows()
    {
        await using RepositoryBench bench = await BenchAsync("p");
        await using IRepositoryWriter writer = bench.NewWriter();
        SegmentReference segment = await RepositoryBench.WriteAsync(writer, "u", [[1]]);
        StoredRestorePoint? parent = null;
        for (int i = 1; i <= 3; i++)
            parent = await writer.CommitAsync(RepositoryBench.Point(i, parent, segment), default);
        await bench.Store.DeleteAsync((await bench.KeysAsync("points/"))[1], default);

        DataDamagedException error = await Assert.ThrowsAsync<DataDamagedException>(() => bench.ListPointsAsync());

        Assert.Contains("/0000000002'", error.Message, StringComparison.Ordinal);
    }

    internal static byte[][] Contents(int seed) =>
        [RepositoryBench.RandomBytes(300, seed), RepositoryBench.RandomBytes(20_000, seed + 1), RepositoryBench.RandomBytes(700_000, seed + 2)];

    internal static async Task<StoredRestorePoint> SessionAsync(RepositoryBench bench, byte[][] contents, StoredRestorePoint? parent)
    {
        await using IRepositoryWriter writer = bench.NewWriter();
        SegmentReference segment = await RepositoryBench.WriteAsync(writer, "u", contents);
        return await writer.CommitAsync(RepositoryBench.Point((parent?.Manifest.Sequence ?? 0) + 1, parent, segment), default);
    }

    internal static async Task ReadWholeAsync(RepositoryBench bench, StoredRestorePoint point)
    {
        foreach (HeadRecord head in point.Manifest.Heads)
        {
            List<ChangeRecord> records = await bench.ReadRecordsAsync(head.Segment);
            Assert.Equal(3, records.Count);
            foreach (ChangeRecord.Upserted record in records.Cast<ChangeRecord.Upserted>())
            {
                Assert.Equal(record.Version.Size, (await bench.ReadContentAsync(record)).Length);
                await RepositoryBench.ReadAllAsync(await bench.Repository.OpenContentAsync(record.Version.Properties!, default));
            }
        }
    }

    private static PutRequest Flip(PutRequest request)
    {
        byte[] bytes = request.Content.ToArray();
        bytes[bytes.Length / 2] ^= 1;
        return request with { Content = new ReadOnlySequence<byte>(bytes) };
    }
}
