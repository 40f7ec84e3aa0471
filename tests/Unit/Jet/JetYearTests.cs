using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Tests.Repositories;

namespace Veeam365.Backup.Tests.Jet;

public sealed class JetYearTests
{
    [Fact]
    public async Task The_data_of_items_lies_in_the_databases_of_the_year_they_were_last_changed_in()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync(place: BenchPlace.Jet);
        int thisYear = DateTime.UtcNow.Year;
        (DateTimeOffset? Modified, int Size, int Year)[] items =
        [
            (new(2024, 12, 31, 23, 59, 59, TimeSpan.Zero), 1000, 2024),
            (new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), 1000, 2025),
            (new(2025, 1, 1, 1, 30, 0, TimeSpan.FromHours(2)), 5000, 2024),
            (new(2019, 5, 5, 0, 0, 0, TimeSpan.Zero), 3 << 20, 2019),
            (new(2025, 7, 1, 0, 0, 0, TimeSpan.Zero), 3 << 20, 2025),
            (new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero), 300, 1990),
            (DateTimeOffset.MaxValue, 300, thisYear + 1),
            (null, 300, thisYear),
        ];
        SegmentReference segment;
        await using (IRepositoryWriter writer = bench.NewWriter())
        {
            await using IObjectWriter target = writer.BeginObject(new ObjectWriteStart(RepositoryBench.Identity("u"), 1, SegmentKind.Full, null), new RecordingSink());
            for (int i = 0; i < items.Length; i++)
                await target.WriteItemAsync(Item($"i{i}", items[i].Modified, RepositoryBench.RandomBytes(items[i].Size, i)), default);
            segment = await target.CompleteAsync(default);
        }

        await bench.ReopenAsync();
        List<ChangeRecord> records = await bench.ReadRecordsAsync(segment);
        for (int i = 0; i < items.Length; i++)
        {
            ItemVersion version = ((ChangeRecord.Upserted)records[i]).Version;
            Assert.Equal($"i{i}", version.Key);
            Assert.Equal([items[i].Year], await YearsAsync(bench, version.Content!));
            Assert.Equal([items[i].Year], await YearsAsync(bench, version.Properties!));
            Assert.Equal(RepositoryBench.RandomBytes(items[i].Size, i), await bench.ReadContentAsync(records[i]));
            Assert.True(File.Exists(Path.Combine(bench.Root, $"{items[i].Year}", "repository.adb")));
        }
    }

    [Fact]
    public async Task An_item_that_moves_to_another_year_is_whole_in_both_restore_points_and_its_old_data_goes_with_the_first()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync(place: BenchPlace.Jet);
        byte[] before = RepositoryBench.RandomBytes(50_000, 1);
        byte[] after = RepositoryBench.RandomBytes(50_000, 2);
        StoredRestorePoint first, second;
        await using (IRepositoryWriter writer = bench.NewWriter())
        {
            SegmentReference old = await WriteAsync(writer, 1, null, Item("i", new(2024, 12, 31, 12, 0, 0, TimeSpan.Zero), before));
            first = await writer.CommitAsync(RepositoryBench.Point(1, null, old), default);
            SegmentReference moved = await WriteAsync(writer, 2, old, Item("i", new(2025, 1, 1, 12, 0, 0, TimeSpan.Zero), after));
            second = await writer.CommitAsync(RepositoryBench.Point(2, first, moved), default);
        }

        Assert.Equal(before, await bench.ReadContentAsync((await bench.ReadRecordsAsync(first.Manifest.Heads[0].Segment))[0]));
        Assert.Equal(after, await bench.ReadContentAsync((await bench.ReadRecordsAsync(second.Manifest.Heads[0].Segment))[0]));
        Assert.Equal((int[])[2024, 2025], await PackYearsAsync(bench));
    }

    [Fact]
    public async Task What_retention_rewrites_stays_in_its_year()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync(place: BenchPlace.Jet);
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        SegmentReference kept;
        await using (IRepositoryWriter writer = bench.NewWriter())
        {
            // Large enough for blocks of their own; of each year's pack most is not needed by the second restore point.
            SegmentReference all = await WriteAsync(writer, 1, null, [.. Enumerable.Range(0, 8).Select(i => Item($"i{i}", new(2020 + (i % 2), 6, 1, 0, 0, 0, TimeSpan.Zero), RepositoryBench.RandomBytes(300_000, i)))]);
            StoredRestorePoint first = await writer.CommitAsync(RepositoryBench.Point(1, null, all) with { CreatedAt = start }, default);
            kept = await WriteAsync(writer, 2, null, [.. Enumerable.Range(0, 2).Select(i => Item($"i{i}", new(2020 + (i % 2), 6, 1, 0, 0, 0, TimeSpan.Zero), RepositoryBench.RandomBytes(300_000, i)))]);
            await writer.CommitAsync(RepositoryBench.Point(2, first, kept) with { CreatedAt = start.AddDays(10) }, default);
        }

        string[] before = await bench.KeysAsync("packs/");
        await bench.Maintenance.RunAsync(new RetentionRequest { Horizon = start.AddDays(5), Grace = TimeSpan.Zero }, bench.Catalog, null, default);

        // The two large ones were rewritten.
        Assert.Equal(2, before.Except(await bench.KeysAsync("packs/")).Count());
        Assert.Equal(2, (await bench.KeysAsync("packs/")).Except(before).Count());
        Assert.Equal((int[])[2020, 2021], await PackYearsAsync(bench));
        List<ChangeRecord> records = await bench.ReadRecordsAsync(kept);
        for (int i = 0; i < 2; i++)
            Assert.Equal(RepositoryBench.RandomBytes(300_000, i), await bench.ReadContentAsync(records[i]));
    }

    [Fact]
    public async Task Items_of_more_years_than_packs_are_filled_at_once_are_all_kept()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync(place: BenchPlace.Jet);
        SegmentReference segment;
        ItemWrite[] items = [.. Enumerable.Range(0, 200).Select(i => Item($"i{i:D3}", new(1995 + (i * 7 % 25), 6, 1, 0, 0, 0, TimeSpan.Zero), RepositoryBench.RandomBytes(20_000, i)))];
        await using (IRepositoryWriter writer = bench.NewWriter())
            segment = await WriteAsync(writer, 1, null, items);

        List<ChangeRecord> records = await bench.ReadRecordsAsync(segment);
        Assert.Equal(items.Select(i => i.Version.Key), records.Cast<ChangeRecord.Upserted>().Select(r => r.Version.Key));
        for (int i = 0; i < items.Length; i++)
            Assert.Equal(RepositoryBench.RandomBytes(20_000, i), await bench.ReadContentAsync(records[i]));
        Assert.Equal(Enumerable.Range(1995, 25), await PackYearsAsync(bench));
    }

    private static ItemWrite Item(string key, DateTimeOffset? modified, byte[] content) =>
        new(RepositoryBench.Version(key) with { ModifiedAt = modified }, System.Text.Encoding.UTF8.GetBytes($"{{\"of\":\"{key}\"}}"), new MemoryStream(content));

    private static async Task<SegmentReference> WriteAsync(IRepositoryWriter writer, int head, SegmentReference? parent, params ItemWrite[] items)
    {
        SegmentKind kind = parent is null ? SegmentKind.Full : SegmentKind.Incremental;
        await using IObjectWriter target = writer.BeginObject(new ObjectWriteStart(RepositoryBench.Identity("u"), head, kind, parent), new RecordingSink());
        foreach (ItemWrite item in items)
            await target.WriteItemAsync(item, default);
        return await target.CompleteAsync(default);
    }

    private static async Task<int[]> YearsAsync(RepositoryBench bench, ContentReference content)
    {
        SortedSet<int> years = [];
        await foreach (ChunkEntry chunk in ((ObjectStorageRepository)bench.Repository).WalkAsync(content, default))
            years.Add(chunk.Place.Pack.Year);
        return [.. years];
    }

    private static async Task<int[]> PackYearsAsync(RepositoryBench bench)
    {
        SortedSet<int> years = [];
        foreach (string key in await bench.KeysAsync("packs/"))
        {
            Assert.True(RepositoryLayout.TryParsePack(key, out ObjectId id));
            years.Add(id.Year);
        }

        return [.. years];
    }
}
