using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;

namespace Veeam365.Backup.Tests.Repositories;

public sealed class ChunkingTests
{
    [Fact]
    public void The_gear_table_and_its_cuts_are_those_of_the_format()
    {
        // These numbers are part of format version 1: other cuts would cost deduplication with what is stored.
        GearTable gear = new(RepositoryKeys.Plain.CuttingSeed);
        byte[] data = RepositoryBench.RandomBytes(20 << 20, 42);
        List<int> cuts = Cut(gear, data, data.Length);
        Assert.Equal(data.Length, cuts.Sum());
        Assert.All(cuts.SkipLast(1), c => Assert.InRange(c, 128 << 10, 2 << 20));
        Assert.Equal([798724, 600695, 144030], cuts.Take(3));
        Assert.InRange(cuts.Count, 20, 64);
    }

    [Fact]
    public void Cuts_do_not_depend_on_how_the_data_arrives()
    {
        GearTable gear = new(RepositoryKeys.Plain.CuttingSeed);
        byte[] data = RepositoryBench.RandomBytes(9 << 20, 43);
        Assert.Equal(Cut(gear, data, data.Length), Cut(gear, data, 100_001));
        Assert.Equal(Cut(gear, data, data.Length), Cut(gear, data, 1 << 18));
    }

    [Fact]
    public void Data_without_any_cut_is_cut_at_the_maximum()
    {
        GearTable gear = new(RepositoryKeys.Plain.CuttingSeed);
        List<int> cuts = Cut(gear, new byte[9 << 20], 1 << 18);
        Assert.All(cuts.SkipLast(1), c => Assert.Equal(cuts[0], c));
    }

    [Fact]
    public async Task Content_of_many_chunks_is_located_by_lists_and_reads_back()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync("p");
        byte[] content = RepositoryBench.RandomBytes(120 << 20, 1);
        await using IRepositoryWriter writer = bench.NewWriter();
        SegmentReference segment = await RepositoryBench.WriteAsync(writer, "u", [content]);
        ChangeRecord record = (await bench.ReadRecordsAsync(segment))[0];

        Assert.InRange(((ChangeRecord.Upserted)record).Version.Content!.Location.Length, 20, 200);
        Assert.Equal(Sha256Hash.Of(content), Sha256Hash.Of(await bench.ReadContentAsync(record)));
    }

    [Fact]
    public async Task A_list_of_a_million_chunks_stays_small_and_complete()
    {
        List<byte[]> lists = [];
        ChunkListBuilder builder = new((list, covered, _) =>
        {
            lists.Add(list.ToArray());
            ChunkPlace place = new(new ObjectId(7), 100, 100, 0, list.Length);
            return Task.FromResult<(ChunkEntry, OpenPack?)>((new ChunkEntry(place with { Offset = 1000 + lists.Count - 1 }, Sha256Hash.Of(list.Span), covered), null));
        });
        const int Count = 1_100_000;
        for (int i = 0; i < Count; i++)
            await builder.AddAsync((new ChunkEntry(new ChunkPlace(new ObjectId((UInt128)(i / 30) + 1), 28 + (i % 30), 100, 0, 10), default, 10), null), default);
        byte[] location = await builder.FinishAsync(default);

        Assert.InRange(location.Length, 20, 5000);
        Assert.Equal(Count, CountChunks(location, lists, 10L * Count));
    }

    [Fact]
    public async Task A_lost_catalogue_is_filled_again_from_the_index()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync("p");
        byte[][] contents = [RepositoryBench.RandomBytes(100, 1), RepositoryBench.RandomBytes(20_000, 2), RepositoryBench.RandomBytes(3 << 20, 3)];
        await using (IRepositoryWriter writer = bench.NewWriter())
            await RepositoryBench.WriteAsync(writer, "u", contents);
        MemoryChunkCatalog filled = new();
        await ((IChunkIndex)bench.Repository).CopyToAsync(filled, default);
        Assert.Equal(bench.Catalog.Count, filled.Count);

        long before = bench.SizeOf("packs");
        await using IRepositoryWriter second = bench.Repository.CreateWriter(filled, new RepositoryWriterOptions());
        await RepositoryBench.WriteAsync(second, "v", contents);
        Assert.InRange(bench.SizeOf("packs") - before, 0, 2000);
    }

    [Fact]
    public async Task Closing_a_writer_ends_those_who_wait_for_it()
    {
        await using RepositoryBench bench = await RepositoryBench.CreateAsync();
        IRepositoryWriter writer = bench.NewWriter();
        await using IObjectWriter busy = writer.BeginObject(new ObjectWriteStart(RepositoryBench.Identity("busy"), 1, SegmentKind.Full, null), new RecordingSink());
        Task<SegmentReference> waiting = RepositoryBench.WriteAsync(writer, "u", [[1, 2, 3]]);
        await Task.Yield();
        await writer.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => waiting);
    }

    private static int CountChunks(byte[] location, List<byte[]> lists, long covered)
    {
        List<ChunkEntry> entries = ContentLocation.Read(location, default, out int depth);
        Assert.Equal(covered, entries.Sum(e => e.Covered));
        return depth == 0 ? entries.Count : entries.Sum(e => CountChunks(lists[e.Place.Offset - 1000], lists, e.Covered));
    }

    private static List<int> Cut(GearTable gear, byte[] data, int piece)
    {
        List<int> cuts = [];
        int start = 0;
        int filled = 0;
        GearState state = default;
        while (start < data.Length)
        {
            int cut = gear.Cut(data.AsSpan(start, filled), ref state);
            if (cut == 0 && start + filled < data.Length)
            {
                filled = Math.Min(filled + piece, data.Length - start);
                continue;
            }

            cut = cut == 0 ? filled : cut;
            cuts.Add(cut);
            start += cut;
            filled -= cut;
            state = default;
        }

        return cuts;
    }
}
