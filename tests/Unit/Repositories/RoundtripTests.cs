using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Tests.Repositories;

public abstract class RoundtripTests : RepositoryConformance
{
    [Theory]
    [InlineData(null)]
    [InlineData("correct horse")]
    public async Task What_is_written_reads_back_after_reopening(string? password)
    {
        await using RepositoryBench bench = await BenchAsync(password);
        int[] sizes = [0, 1, 100, 255 << 10, 256 << 10, 257 << 10, 5 << 20, 40 << 20];
        byte[][] contents = [.. sizes.Select((s, i) => RepositoryBench.RandomBytes(s, i))];
        RecordingSink sink = new();
        SegmentReference segment;
        await using (IRepositoryWriter writer = bench.NewWriter())
            segment = await RepositoryBench.WriteAsync(writer, "u", contents, sink);
        await bench.ReopenAsync();

        List<ChangeRecord> records = await bench.ReadRecordsAsync(segment);

        Assert.Equal(sizes.Length, records.Count);
        for (int i = 0; i < sizes.Length; i++)
        {
            ItemVersion version = Assert.IsType<ChangeRecord.Upserted>(records[i]).Version;
            Assert.Equal($"item{i:D5}", version.Key);
            Assert.Equal(sizes[i], version.Size);
            Assert.Equal(contents[i], await bench.ReadContentAsync(records[i]));
            Assert.Equal("{\"a\":1}"u8.ToArray(), await RepositoryBench.ReadAllAsync(await bench.Repository.OpenContentAsync(version.Properties!, default)));
        }

        SegmentManifest manifest = await bench.Repository.ReadSegmentManifestAsync(segment, default);
        Assert.Equal(RepositoryBench.Identity("u"), manifest.Identity);
        Assert.Equal(sizes.Length, manifest.Records);
        Assert.Equal(sink.Records.Count, records.Count);
    }

    [Fact]
    public async Task Compressible_content_reads_back_and_takes_less_room()
    {
        await using RepositoryBench bench = await BenchAsync("p");
        byte[][] contents = [.. Enumerable.Range(0, 200).Select(i => System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"line {i} of a mail\r\n", 800))))];
        SegmentReference segment;
        await using (IRepositoryWriter writer = bench.NewWriter())
            segment = await RepositoryBench.WriteAsync(writer, "u", contents);

        List<ChangeRecord> records = await bench.ReadRecordsAsync(segment);

        for (int i = 0; i < contents.Length; i++)
            Assert.Equal(contents[i], await bench.ReadContentAsync(records[i]));
        Assert.True(await bench.SizeAsync("packs/") < contents.Sum(c => c.Length) / 4);
    }

    [Fact]
    public async Task Thousands_of_small_objects_share_few_packs()
    {
        await using RepositoryBench bench = await BenchAsync();
        await using IRepositoryWriter writer = bench.NewWriter();
        List<Task<SegmentReference>> completing = [];
        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), new ParallelOptions { MaxDegreeOfParallelism = 4 }, (i, _) =>
        {
            Task<SegmentReference> task = RepositoryBench.WriteAsync(writer, $"user{i}", [RepositoryBench.RandomBytes(2000, i)]);
            lock (completing)
                completing.Add(task);
            return ValueTask.CompletedTask;
        });
        SegmentReference[] segments = await Task.WhenAll(completing);

        Assert.InRange((await bench.KeysAsync("packs/")).Length, 1, 40);
        foreach (SegmentReference segment in segments.Take(50))
            Assert.Equal(2000, (await bench.ReadContentAsync((await bench.ReadRecordsAsync(segment))[0])).Length);
    }

    [Fact]
    public async Task Many_objects_written_in_parallel_by_several_workers_each_read_back_whole()
    {
        await using RepositoryBench bench = await BenchAsync("p");
        await using IRepositoryWriter writer = bench.NewWriter();
        SegmentReference[] segments = await Task.WhenAll(Enumerable.Range(0, 8).Select(o => Task.Run(async () =>
        {
            RecordingSink sink = new();
            await using IObjectWriter target = writer.BeginObject(new ObjectWriteStart(RepositoryBench.Identity($"o{o}"), 1, SegmentKind.Full, null), sink);
            await Parallel.ForEachAsync(Enumerable.Range(0, 500), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, ct) =>
            {
                byte[] content = RepositoryBench.RandomBytes(1 + (i * 37 % 30000), (o * 1000) + i);
                await target.WriteItemAsync(new ItemWrite(RepositoryBench.Version($"k{i}"), "{}"u8.ToArray(), new MemoryStream(content)), ct);
            });
            SegmentReference segment = await target.CompleteAsync(default);
            Assert.Equal(500, sink.Records.Count);
            return segment;
        })));

        for (int o = 0; o < segments.Length; o++)
        {
            List<ChangeRecord> records = await bench.ReadRecordsAsync(segments[o]);
            Assert.Equal(500, records.Count);
            foreach (ChangeRecord.Upserted record in records.Cast<ChangeRecord.Upserted>().Where((_, i) => i % 17 == 0))
            {
                int i = int.Parse(record.Version.Key.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
                Assert.Equal(RepositoryBench.RandomBytes(1 + (i * 37 % 30000), (o * 1000) + i), await bench.ReadContentAsync(record));
            }
        }
    }

    [Fact]
    public async Task Content_stored_a_hundred_times_adds_little()
    {
        await using RepositoryBench bench = await BenchAsync("p");
        byte[] content = RepositoryBench.RandomBytes(1 << 20, 7);
        SegmentReference first;
        await using (IRepositoryWriter writer = bench.NewWriter())
            first = await RepositoryBench.WriteAsync(writer, "a", [content, content]);
        await using (IRepositoryWriter writer = bench.NewWriter())
            await Task.WhenAll(Enumerable.Range(0, 10).Select(o => RepositoryBench.WriteAsync(writer, $"u{o}", [.. Enumerable.Repeat(content, 10)])));

        Assert.InRange(await bench.SizeAsync("packs/"), 1 << 20, (1 << 20) + (200 << 10));
        Assert.Equal(content, await bench.ReadContentAsync((await bench.ReadRecordsAsync(first))[1]));
    }

    [Fact]
    public async Task An_attachment_sized_content_is_found_again_within_and_across_sessions()
    {
        await using RepositoryBench bench = await BenchAsync();
        byte[] content = RepositoryBench.RandomBytes(100 << 10, 7);
        await using (IRepositoryWriter writer = bench.NewWriter())
            await RepositoryBench.WriteAsync(writer, "a", [content, content, RepositoryBench.RandomBytes(300 << 10, 1), content]);
        await using (IRepositoryWriter writer = bench.NewWriter())
        {
            SegmentReference segment = await RepositoryBench.WriteAsync(writer, "b", [content]);
            Assert.Equal(content, await bench.ReadContentAsync((await bench.ReadRecordsAsync(segment))[0]));
        }

        Assert.InRange(await bench.SizeAsync("packs/"), 400 << 10, 450 << 10);
    }

    [Fact]
    public async Task A_catalogue_that_knows_packs_that_are_gone_is_not_believed()
    {
        await using RepositoryBench bench = await BenchAsync();
        byte[] content = RepositoryBench.RandomBytes(1 << 20, 7);
        await using (IRepositoryWriter writer = bench.NewWriter())
            await RepositoryBench.WriteAsync(writer, "a", [content]);
        await bench.DeleteAsync("packs/");

        await using IRepositoryWriter second = bench.NewWriter();
        SegmentReference segment = await RepositoryBench.WriteAsync(second, "b", [content]);

        Assert.Equal(content, await bench.ReadContentAsync((await bench.ReadRecordsAsync(segment))[0]));
    }

    [Fact]
    public async Task A_content_stream_that_throws_loses_only_its_item()
    {
        await using RepositoryBench bench = await BenchAsync();
        await using IRepositoryWriter writer = bench.NewWriter();
        await using IObjectWriter target = writer.BeginObject(new ObjectWriteStart(RepositoryBench.Identity("u"), 1, SegmentKind.Full, null), new RecordingSink());
        await target.WriteItemAsync(new ItemWrite(RepositoryBench.Version("a"), null, new MemoryStream([1])), default);
        foreach (int after in new[] { 0, 10, 3 << 20 })
        {
            ItemWrite broken = new(RepositoryBench.Version("broken"), "{}"u8.ToArray(), new BreakingStream(after));
            await Assert.ThrowsAsync<IOException>(async () => await target.WriteItemAsync(broken, default));
        }

        await target.WriteItemAsync(new ItemWrite(RepositoryBench.Version("b"), null, new MemoryStream([2])), default);
        SegmentReference segment = await target.CompleteAsync(default);

        List<ChangeRecord> records = await bench.ReadRecordsAsync(segment);
        Assert.Equal(["a", "b"], records.Cast<ChangeRecord.Upserted>().Select(r => r.Version.Key));
    }

    [Fact]
    public async Task Records_keep_their_order_and_every_field()
    {
        await using RepositoryBench bench = await BenchAsync("p");
        await using IRepositoryWriter writer = bench.NewWriter();
        RecordingSink sink = new();
        await using IObjectWriter target = writer.BeginObject(new ObjectWriteStart(RepositoryBench.Identity("u"), 1, SegmentKind.Full, null), sink);
        ItemVersion full = new()
        {
            Key = "k\u00e9\U0001F600",
            Kind = ItemKind.File,
            ParentKey = "p",
            Name = "broken \ud800 surrogate",
            CreatedAt = new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.FromHours(-7)),
            ModifiedAt = DateTimeOffset.MaxValue,
            Size = 17,
            VersionTag = "\"tag\"",
            From = "",
            To = "a; b",
            Flags = ItemFlags.IsRead | ItemFlags.Unverified,
        };
        ChangeRecord[] written =
        [
            new ChangeRecord.Upserted(full),
            new ChangeRecord.Upserted(full with { ParentKey = null, CreatedAt = null, Flags = ItemFlags.None, From = null }),
            new ChangeRecord.Upserted(full with { ParentKey = "p", ModifiedAt = DateTimeOffset.MinValue }),
            new ChangeRecord.Removed("k"),
            new ChangeRecord.StateChanged("token", new byte[] { 1, 2, 3 }),
            new ChangeRecord.StateChanged("gone", null),
        ];
        foreach (ChangeRecord record in written)
            await target.WriteRecordAsync(record, default);
        await target.WriteItemAsync(new ItemWrite(RepositoryBench.Version("k"), null, new MemoryStream(RepositoryBench.RandomBytes(1000, 1))), default);
        await target.WriteRecordAsync(new ChangeRecord.Removed("k"), default);
        SegmentReference segment = await target.CompleteAsync(default);

        List<ChangeRecord> read = await bench.ReadRecordsAsync(segment);
        Assert.Equal(written[..4], read[..4]);
        Assert.Equal(new byte[] { 1, 2, 3 }, ((ChangeRecord.StateChanged)read[4]).Value!.Value.ToArray());
        Assert.Equal(written[5], read[5]);
        Assert.Equal("k", ((ChangeRecord.Upserted)read[6]).Version.Key);
        Assert.Equal(new ChangeRecord.Removed("k"), read[7]);
        Assert.Equal(sink.Records.Count, read.Count);
    }

    [Fact]
    public async Task A_hundred_thousand_records_go_through_several_parts_in_order()
    {
        await using RepositoryBench bench = await BenchAsync("p");
        await using IRepositoryWriter writer = bench.NewWriter();
        await using IObjectWriter target = writer.BeginObject(new ObjectWriteStart(RepositoryBench.Identity("u"), 1, SegmentKind.Full, null), new RecordingSink());
        for (int i = 0; i < 300_000; i++)
            await target.WriteRecordAsync(new ChangeRecord.Upserted(RepositoryBench.Version(Convert.ToHexString(RepositoryBench.RandomBytes(40, i)))), default);
        SegmentReference segment = await target.CompleteAsync(default);

        Assert.True((await bench.KeysAsync("segments/")).Length > 2);
        int n = 0;
        await foreach (ChangeRecord record in bench.Repository.ReadSegmentAsync(segment, default))
            Assert.Equal(Convert.ToHexString(RepositoryBench.RandomBytes(40, n++)), ((ChangeRecord.Upserted)record).Version.Key);
        Assert.Equal(300_000, n);
    }

    [Fact]
    public async Task An_incremental_segment_names_the_whole_chain_before_it()
    {
        await using RepositoryBench bench = await BenchAsync();
        await using IRepositoryWriter writer = bench.NewWriter();
        SegmentReference first = await RepositoryBench.WriteAsync(writer, "u", [[1]]);
        SegmentReference second = await WriteNextAsync(writer, 2, first);
        SegmentReference third = await WriteNextAsync(writer, 3, second);

        SegmentManifest manifest = await bench.Repository.ReadSegmentManifestAsync(third, default);

        Assert.Equal([first, second], manifest.Chain);
        Assert.Equal(SegmentKind.Incremental, manifest.Kind);
    }

    [Fact]
    public async Task The_last_word_on_a_version_is_taken_after_the_content_was_read()
    {
        await using RepositoryBench bench = await BenchAsync();
        await using IRepositoryWriter writer = bench.NewWriter();
        await using IObjectWriter target = writer.BeginObject(new ObjectWriteStart(RepositoryBench.Identity("u"), 1, SegmentKind.Full, null), new RecordingSink());
        MemoryStream content = new([1, 2, 3]);
        ItemWrite item = new(RepositoryBench.Version("a"), null, content, v => v with { Flags = content.Position == 3 ? ItemFlags.HasAttachments : ItemFlags.None });

        Assert.Equal(3, await target.WriteItemAsync(item, default));
        List<ChangeRecord> records = await bench.ReadRecordsAsync(await target.CompleteAsync(default));

        ItemVersion version = ((ChangeRecord.Upserted)records[0]).Version;
        Assert.Equal(ItemFlags.HasAttachments, version.Flags);
        Assert.Equal(3, version.Size);
    }

    [Fact]
    public async Task Restore_points_are_listed_in_order_with_their_hashes()
    {
        await using RepositoryBench bench = await BenchAsync("p");
        await using IRepositoryWriter writer = bench.NewWriter();
        SegmentReference segment = await RepositoryBench.WriteAsync(writer, "u", [[1]]);
        StoredRestorePoint first = await writer.CommitAsync(RepositoryBench.Point(1, null, segment), default);
        StoredRestorePoint second = await writer.CommitAsync(RepositoryBench.Point(2, first, segment), default);
        StoredRestorePoint third = await writer.CommitAsync(RepositoryBench.Point(5, second, segment), default);

        Assert.Equal([first.Hash, second.Hash, third.Hash], (await bench.ListPointsAsync()).Select(p => p.Hash));
        List<StoredRestorePoint> later = await bench.ListPointsAsync(2);
        Assert.Equal(third.Hash, Assert.Single(later).Hash);
        Assert.Equal(third.Manifest.Heads, later[0].Manifest.Heads);
        List<Guid> jobs = [];
        await foreach (Guid job in bench.Repository.ListJobsAsync(default))
            jobs.Add(job);
        Assert.Equal([RepositoryBench.JobId], jobs);
    }

    private static async Task<SegmentReference> WriteNextAsync(IRepositoryWriter writer, int head, SegmentReference parent)
    {
        await using IObjectWriter target = writer.BeginObject(new ObjectWriteStart(RepositoryBench.Identity("u"), head, SegmentKind.Incremental, parent), new RecordingSink());
        await target.WriteRecordAsync(new ChangeRecord.Removed("item00000"), default);
        return await target.CompleteAsync(default);
    }

    private sealed class BreakingStream(int after) : MemoryStream
    {
        private int _left = after;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left == 0)
                throw new IOException("The source broke off.");
            int count = Math.Min(_left, buffer.Length);
            new Random(count).NextBytes(buffer.Span[..count]);
            _left -= count;
            return ValueTask.FromResult(count);
        }
    }
}
